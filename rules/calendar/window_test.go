package calendar_test

import (
	"fmt"
	"testing"

	"github.com/yardstickd/yardstick/rules/calendar"
)

func TestParseWindow(t *testing.T) {
	for text, want := range map[string]calendar.Window{
		"09:00-17:30":   {Open: 540, Close: 1050},
		"00:00-24:00":   {Open: 0, Close: 1440},
		"22:00-06:00":   {Open: 1320, Close: 1800},
		"08:00-08:00":   {Open: 480, Close: 1920},
		"00:00-00:00":   {Open: 0, Close: 1440},
		"18:00-00:00":   {Open: 1080, Close: 1440},
		"23:59-23:58":   {Open: 1439, Close: 2878},
		"09:00 - 17:30": {Open: 540, Close: 1050},
	} {
		if got, err := calendar.ParseWindow(text); err != nil || got != want {
			t.Errorf("%s is %v (%v), want %v", text, got, err, want)
		}
	}
	for _, text := range []string{
		"", "-", "9-17", "9:00-17:00", "09:00", "09:00-", "-17:00", "09:00-24:30", "24:00-06:00", "24:30-06:00", "25:00-26:00",
		"09:60-10:00", "09:00-10:00-11:00", "09:00:00-10:00:00", "09.00-10.00", "closed", "09:00–17:00", "+9:00-10:00",
	} {
		if got, err := calendar.ParseWindow(text); err == nil {
			t.Errorf("%q is %v, want an error", text, got)
		}
	}
}

// A window that is read is one that Compile takes, and written plainly it is read as the same.
func FuzzParseWindow(f *testing.F) {
	for _, text := range []string{"09:00-17:30", "22:00-06:00", "00:00-24:00", "24:30-25:00", "09:00 - 17:30", "--"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		w, err := calendar.ParseWindow(text)
		if err != nil {
			return
		}
		if w.Open < 0 || w.Open >= 1440 || w.Close <= w.Open || w.Close > w.Open+1440 {
			t.Fatalf("%q is the impossible window %v", text, w)
		}
		end := w.Close
		if end > 1440 {
			end -= 1440
		}
		plain := fmt.Sprintf("%02d:%02d-%02d:%02d", w.Open/60, w.Open%60, end/60, end%60)
		if again, err := calendar.ParseWindow(plain); err != nil || again != w {
			t.Fatalf("%q is %v, but %s is %v (%v)", text, w, plain, again, err)
		}
	})
}
