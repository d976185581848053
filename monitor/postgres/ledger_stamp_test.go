package postgres

import (
	"math/rand/v2"
	"testing"
	"time"

	"github.com/yardstickd/yardstick/rules/calendar"
)

func TestStampIsWhatFormatWrites(t *testing.T) {
	first, last := time.Date(1, 1, 1, 0, 0, 0, 0, time.UTC).UnixMicro(), time.Date(9999, 12, 31, 23, 59, 59, 0, time.UTC).UnixMicro()
	random := rand.New(rand.NewPCG(3, 4))
	for n := range 200_000 {
		i := calendar.Instant(first + random.Int64N(last-first))
		layout := "2006-01-02 15:04:05.000000+00"
		if n%2 == 0 {
			i -= i % 1_000_000
			layout = "2006-01-02 15:04:05+00"
		}
		if got, want := string(appendStamp(nil, i)), i.Time().Format(layout); got != want {
			t.Fatalf("%d is written %q, want %q", i, got, want)
		}
	}
}

func TestStampOutsideOfFourDigits(t *testing.T) {
	for want, at := range map[string]time.Time{
		"0001-12-31 00:00:00+00 BC": time.Date(0, 12, 31, 0, 0, 0, 0, time.UTC),
		"0044-03-15 00:00:00+00 BC": time.Date(-43, 3, 15, 0, 0, 0, 0, time.UTC),
		"12345-01-02 00:00:00+00":   time.Date(12345, 1, 2, 0, 0, 0, 0, time.UTC),
	} {
		if got := string(appendStamp(nil, calendar.FromTime(at))); got != want {
			t.Errorf("%v is written %q, want %q", at, got, want)
		}
	}
	if stamp(calendar.None) != nil {
		t.Error("no instant is not null")
	}
}
