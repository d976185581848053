package postgres

import (
	"database/sql"
	"strconv"

	"github.com/lib/pq"

	"github.com/yardstickd/yardstick/monitor"
	"github.com/yardstickd/yardstick/rules"
	"github.com/yardstickd/yardstick/rules/calendar"
)

// appendFact writes what reports and boards know of a clock in COPY's text form.
func appendFact(dst []byte, row *monitor.ClockRow) []byte {
	f := &row.Fact
	dst = append(appendCopyDate(dst, f.Day), '\t')
	dst = appendCopyNumber(dst, int64(f.Hour))
	dst = append(appendCopyText(dst, f.Target), '\t')
	dst = append(strconv.AppendBool(dst, f.Near), '\t')
	dst = appendCopyNumber(dst, int64(f.Took))
	dst = appendCopyNumber(dst, int64(f.Late))
	dst = append(appendCopyText(dst, attributesOf(row)), '\t')
	dst = append(appendCopyStamp(dst, row.RiskAt), '\t')
	dst = append(appendCopyText(dst, row.Subject), '\t')
	dst = append(appendCopyText(dst, row.Team), '\t')
	return appendCopyText(dst, row.Customer)
}

// attributesOf gives the attributes as the column holds them: always an object.
func attributesOf(row *monitor.ClockRow) string {
	if row.Fact.Attributes == "" {
		return "{}"
	}
	return row.Fact.Attributes
}

// factArrays are the columns that hold what reports and boards know of clocks.
type factArrays struct {
	days, hours, nears, took, late []byte
	targets, attributes            pq.StringArray
	subjects, teams, customers     pq.StringArray
	risks                          stampArray
}

func (a *factArrays) add(row *monitor.ClockRow) {
	f := &row.Fact
	a.days = appendDate(appendComma(a.days), f.Day)
	a.hours = strconv.AppendInt(appendComma(a.hours), int64(f.Hour), 10)
	a.nears = strconv.AppendBool(appendComma(a.nears), f.Near)
	a.took = strconv.AppendInt(appendComma(a.took), int64(f.Took), 10)
	a.late = strconv.AppendInt(appendComma(a.late), int64(f.Late), 10)
	a.targets, a.attributes = append(a.targets, f.Target), append(a.attributes, attributesOf(row))
	a.subjects, a.teams, a.customers = append(a.subjects, row.Subject), append(a.teams, row.Team), append(a.customers, row.Customer)
	a.risks.add(row.RiskAt)
}

// arguments are in the order of the statement's.
func (a *factArrays) arguments() []any {
	return []any{
		arrayText(a.days), arrayText(a.hours), a.targets, arrayText(a.nears), arrayText(a.took), arrayText(a.late), a.attributes,
		a.risks.text(), a.subjects, a.teams, a.customers,
	}
}

func appendComma(dst []byte) []byte {
	if len(dst) > 0 {
		return append(dst, ',')
	}
	return dst
}

func arrayText(elements []byte) string { return "{" + string(elements) + "}" }

// appendDate writes a date as an element of an array; rules.NoDate is null.
func appendDate(dst []byte, d calendar.Date) []byte {
	if d == rules.NoDate {
		return append(dst, "NULL"...)
	}
	return append(dst, dateText(d)...)
}

// appendCopyDate writes a date in COPY's text form; rules.NoDate is null.
func appendCopyDate(dst []byte, d calendar.Date) []byte {
	if d == rules.NoDate {
		return append(dst, `\N`...)
	}
	return append(dst, dateText(d)...)
}

// dateText gives a date as Postgres reads it.
func dateText(d calendar.Date) string {
	year, month, day := d.Civil()
	before := year < 1
	if before {
		year = 1 - year // there is no year 0: the one before 1 is 1 BC
	}
	dst := appendPadded(nil, year, 4)
	dst = appendPadded(append(dst, '-'), int(month), 2)
	dst = appendPadded(append(dst, '-'), day, 2)
	if before {
		dst = append(dst, " BC"...)
	}
	return string(dst)
}

// date is the inverse of dateText; null is rules.NoDate.
func date(t sql.NullTime) calendar.Date {
	if !t.Valid {
		return rules.NoDate
	}
	return calendar.DateOf(t.Time.Date())
}
