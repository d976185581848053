package postgres_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/yardstickd/yardstick/monitor"
	"github.com/yardstickd/yardstick/notifiers/notifierstest"
)

// A post that left long after its claim is not followed at once by the next: the pace counts from the post.
func TestPaceCountsFromThePost(t *testing.T) {
	for _, state := range []monitor.AlertState{monitor.Sent, monitor.Unsure} {
		ledger, db := newLedger(t)
		for i := range 2 {
			notice := notifierstest.SampleNotice()
			notice.Key = fmt.Sprint("notice/", i)
			if err := ledger.Notify(t.Context(), monitor.NoticeIntent{Place: "#support", Notice: *notice}); err != nil {
				t.Fatal(err)
			}
		}
		claims, err := ledger.Claim(t.Context(), monitor.Terms{Lease: time.Minute, Limit: 5})
		if err != nil || len(claims) != 1 {
			t.Fatal(claims, err)
		}
		// The second of the pace has gone by until it is posted.
		if _, err := db.Exec("UPDATE yardstick.place SET next_post_at = clock_timestamp() - interval '1 minute'"); err != nil {
			t.Fatal(err)
		}
		if ours, err := ledger.Settle(t.Context(), &claims[0], monitor.Settlement{State: state, Again: time.Hour}); err != nil || !ours {
			t.Fatal(ours, err)
		}
		var rests bool
		if err := db.QueryRow("SELECT next_post_at > clock_timestamp() FROM yardstick.place WHERE place = '#support'").Scan(&rests); err != nil || !rests {
			t.Errorf("%s: the next may follow at once, %v", state, err)
		}
	}
}
