package calendar

import "fmt"

// ParseStamp reads a time as Postgres and CSV exports write it:
//
//	2011-07-15 01:32:32.123456+00    also with T, without seconds, with Z, +05:30, +0530, a space before them
//	2011-07-15 01:32                 without an offset: in zone, nil meaning UTC
//	2011-07-15                       midnight in zone
//
// Local times that do not exist or exist twice are read as Zone.Instant does.
// More than six decimals are cut. `infinity`, years outside 1 to 9999, BC,
// 60 seconds and impossible dates are errors. It allocates only to fail.
func ParseStamp[T string | []byte](text T, zone *Zone) (Instant, error) {
	s := stamp[T]{text: text}
	if local, offset, naive := s.read(); !s.bad {
		if !naive {
			return local - offset, nil
		}
		if zone == nil {
			return local, nil
		}
		return zone.Instant(local), nil
	}
	return None, stampError(string(text[:min(len(text), 40)]))
}

func stampError(text string) error {
	return fmt.Errorf("%q is not a time like 2006-01-02 15:04:05", text)
}

// stamp reads a text from left to right; bad once it did not fit.
type stamp[T string | []byte] struct {
	text T
	at   int
	bad  bool
}

// read gives the wall clock time as if it were UTC, and its offset unless it is naive.
func (s *stamp[T]) read() (local, offset Instant, naive bool) {
	date := s.date()
	local = startOf(date)
	if s.at == len(s.text) {
		return local, 0, true
	}
	if !s.skip(' ') && !s.skip('T') {
		s.bad = true
	}
	local += s.clock()
	if s.at == len(s.text) {
		return local, 0, true
	}
	s.skip(' ')
	return local, s.offset(), false
}

// date reads YYYY-MM-DD.
func (s *stamp[T]) date() Date {
	year := s.two()*100 + s.two()
	s.must('-')
	month := s.two()
	s.must('-')
	day := s.two()
	if year < 1 || month < 1 || month > 12 || day < 1 || day > daysIn(year, month) {
		s.bad = true
	}
	return civil(year, month, day)
}

// clock reads HH:MM, HH:MM:SS or HH:MM:SS.ffffff.
func (s *stamp[T]) clock() Instant {
	hour := s.within(23)
	s.must(':')
	clock := Instant(hour)*60*minute + Instant(s.within(59))*minute
	if !s.skip(':') {
		return clock
	}
	clock += Instant(s.within(59)) * 1_000_000
	if !s.skip('.') {
		return clock
	}
	digits := 0
	for unit := Instant(100_000); s.at < len(s.text) && s.text[s.at]-'0' <= 9; unit /= 10 {
		clock += Instant(s.text[s.at]-'0') * unit
		s.at++
		digits++
	}
	if digits == 0 || digits > 9 {
		s.bad = true
	}
	return clock
}

// offset reads Z, +HH, +HH:MM, +HHMM or +HH:MM:SS to the end of the text.
func (s *stamp[T]) offset() Instant {
	if s.skip('Z') {
		s.end()
		return 0
	}
	sign := Instant(1)
	if s.skip('-') {
		sign = -1
	} else {
		s.must('+')
	}
	offset := Instant(s.within(15)) * 60 * minute
	if s.at < len(s.text) {
		s.skip(':')
		offset += Instant(s.within(59)) * minute
	}
	if s.skip(':') {
		offset += Instant(s.within(59)) * 1_000_000
	}
	s.end()
	return sign * offset
}

func (s *stamp[T]) end() {
	if s.at != len(s.text) {
		s.bad = true
	}
}

// within reads two digits that are at most limit.
func (s *stamp[T]) within(limit int) int {
	n := s.two()
	if n > limit {
		s.bad = true
	}
	return n
}

// two reads two digits.
func (s *stamp[T]) two() int {
	if s.at+2 > len(s.text) {
		s.bad = true
		return 0
	}
	tens, ones := s.text[s.at]-'0', s.text[s.at+1]-'0'
	if tens > 9 || ones > 9 {
		s.bad = true
	}
	s.at += 2
	return int(tens)*10 + int(ones)
}

// must reads one given byte.
func (s *stamp[T]) must(b byte) {
	if !s.skip(b) {
		s.bad = true
	}
}

// skip reads one given byte if it is next.
func (s *stamp[T]) skip(b byte) bool {
	if s.at < len(s.text) && s.text[s.at] == b {
		s.at++
		return true
	}
	return false
}

// daysIn gives the length of a month.
func daysIn(year, month int) int {
	switch month {
	case 2:
		if year%4 == 0 && (year%100 != 0 || year%400 == 0) {
			return 29
		}
		return 28
	case 4, 6, 9, 11:
		return 30
	default:
		return 31
	}
}

// civil gives the date of a year ≥ 1, a month and a day that exist. Years are
// counted from March, so that the leap day comes last.
func civil(year, month, day int) Date {
	month -= 3
	if month < 0 {
		month += 12
		year--
	}
	days := year*365 + year/4 - year/100 + year/400 + (month*153+2)/5 + day - 1
	return Date(days - 719_468) // 719,468 days from 1 March 0000 to 1970-01-01
}
