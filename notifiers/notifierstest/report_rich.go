package notifierstest

import "github.com/yardstickd/yardstick/rules/compliance"

// richReport is a week of a service desk, an office and engineers on the road.
func richReport() *compliance.Report {
	r := weekReport()
	r.Standards = []compliance.StandardPart{
		richCallback(), richFirstReply(), richOnsite(), richInvoice(), richOutage(), richHandover(),
	}
	total(r)
	r.Overall.Previous = since(&r.Overall, 1468, 1541)
	r.Overall.Benchmark = since(&r.Overall, 16980, 18350)
	last := *r.Overall.Attainment
	r.Trend = trend(1550, .931, .938, .935, .942, .951, .948, .944, .957, .949, .955, .951, .9526, last)
	r.Attention = []compliance.Attention{
		{Kind: compliance.FallsShort, Standard: "callback", N: 220, Missed: 20, Points: 4.09},
		{Kind: compliance.FallsShort, Standard: "onsite-next-day", N: 48, Missed: 3, Points: 1.25},
		{Kind: compliance.RepeatedMiss, Standard: "callback", Subject: "ACME, Inc.", N: 9, Missed: 4},
		{Kind: compliance.NearMisses, Standard: "outage-update", N: 9},
		{Kind: compliance.UnknownClocks, Standard: "onsite-next-day", N: 6},
		{Kind: compliance.LooserPromise, Standard: "callback"},
		{Kind: compliance.ReviewDue, Standard: "invoice-answer", Date: "2026-10-31"},
		{Kind: compliance.NeverMet, Standard: "handover"},
		{Kind: compliance.NoStandard, Subject: "awareness/website"},
		{Kind: compliance.NoDimension, Subject: "empathy"},
	}
	r.Customers = []compliance.CustomerLine{
		{Customer: "ACME, Inc.", N: 41, Missed: 6, Standards: []compliance.CustomerMisses{{Standard: "callback", Missed: 4}, {Standard: "first-reply", Missed: 2}}},
		{Customer: "Globex", N: 17, Missed: 3, Standards: []compliance.CustomerMisses{{Standard: "first-reply", Missed: 3}}},
		{Customer: "Stadtwerke Lüneburg", N: 6, Missed: 2, Standards: []compliance.CustomerMisses{{Standard: "onsite-next-day", Missed: 2}}},
	}
	r.Coverage = compliance.Coverage{
		Journey: []compliance.Covered{
			{Name: "awareness/website", Standards: []string{}},
			{Name: "decision/offer", Standards: []string{"handover"}},
			{Name: "after-sale/support", Standards: []string{"callback", "first-reply", "onsite-next-day"}},
			{Name: "after-sale/billing", Standards: []string{"invoice-answer"}},
		},
		Dimensions: []compliance.Covered{
			{Name: "tangibles", Standards: []string{"onsite-next-day"}},
			{Name: "reliability", Standards: []string{"outage-update"}},
			{Name: "responsiveness", Standards: []string{"callback", "first-reply"}},
			{Name: "assurance", Standards: []string{"invoice-answer"}},
			{Name: "empathy", Standards: []string{}},
		},
		Unplaced: []string{"outage-update"},
	}
	r.Reading = compliance.Reading{
		At: "2026-11-16T03:00:00Z", Rows: 48210, RowsSetAside: 12, Events: 310455, EventsSetAside: 31, NotCovered: 18, Exempt: 240,
	}
	r.Restated = []compliance.Restated{
		{Period: "2026-W44", Was: compliance.Outcome{N: 1502, Missed: 70}, Is: compliance.Outcome{N: 1503, Missed: 68}},
	}
	r.Baseline = &compliance.BaselineName{Name: "spring 2026", Period: "2026-Q2"}
	return r
}

// richCallback slipped beyond chance, on Friday afternoons in one team.
func richCallback() compliance.StandardPart {
	f := counted(64, 136, 20)
	f.StillOpen, f.Excused, f.Near, f.Cancelled, f.CancelledLate = 2, 1, 11, 7, 1
	fill(&f)
	f.Previous, f.Benchmark = since(&f, 233, 240), since(&f, 2690, 2834)
	s := promised("callback", "We call you back within two working hours.", 0.95, f)
	s.Dimension, s.Touchpoint, s.Owner, s.Route = "responsiveness", "after-sale/support", "Grete Holm", "support"
	s.Targets = []compliance.TargetPart{
		{
			Target: "1h", Seconds: new(int64(3600)), N: 52, Missed: 3,
			Took: &compliance.Times{N: 50, Median: 1260, P90: 3080, Worst: 9360}, Late: &compliance.Times{N: 3, Median: 1500, P90: 5760, Worst: 5760},
		},
		{
			Target: "2h", Seconds: new(int64(7200)), N: 168, Missed: 17,
			Took: &compliance.Times{N: 168, Median: 2910, P90: 6850, Worst: 41400}, Late: &compliance.Times{N: 15, Median: 5100, P90: 190800, Worst: 237600},
		},
	}
	s.Causes = []compliance.Cause{
		{Facet: "team", Value: "hamburg", Part: "Friday afternoon", N: 31, Missed: 14, Excess: 13.0, Would: 0.968},
		{Facet: "weekday", Value: "Friday", N: 52, Missed: 14, Excess: 12.1, Would: 0.964},
		{Facet: "hour", Value: "15", N: 26, Missed: 8, Excess: 6.4, Would: 0.938},
		{Facet: "category", Value: "hardware", N: 60, Missed: 9, Excess: 4.9, Would: 0.931},
	}
	s.Worst = []compliance.Miss{
		{
			Source: "helpdesk", Ticket: "48211", Subject: "Printer on fire, third floor", Customer: "ACME, Inc.", Team: "hamburg",
			Link: "https://helpdesk.example.com/tickets/48211", DueAt: "2026-11-13T14:10:00Z", LateS: 233400,
		},
		{
			Source: "helpdesk", Ticket: "48190", Subject: "VPN drops every few minutes", Customer: "ACME, Inc.", Team: "hamburg",
			Link: "https://helpdesk.example.com/tickets/48190", DueAt: "2026-11-13T13:30:00Z", DoneAt: "2026-11-16T06:50:00Z", LateS: 235200, Excused: true,
		},
		{
			Source: "helpdesk", Ticket: "48002", Subject: "Rechnung für Oktober fehlt", Customer: "Stadtwerke Lüneburg", Team: "berlin",
			DueAt: "2026-11-11T10:00:00Z", DoneAt: "2026-11-11T11:25:00Z", LateS: 5100,
		},
	}
	s.Trend = trend(220, .958, .951, .964, .955, .961, .959, .968, .962, .957, .966, .97, .9708, *f.Attainment)
	s.Expected = &compliance.Expected{Source: "survey-2026-06", Within: "1h30m", Share: 0.8, Promised: "2h", Looser: true, Delivered: new(0.836)}
	return s
}

func richFirstReply() compliance.StandardPart {
	f := counted(301, 842, 61)
	f.Near, f.Cancelled, f.Unknown = 40, 22, 2
	f.Previous, f.Benchmark = since(&f, 1082, 1150), since(&f, 13100, 14200)
	s := promised("first-reply", "You hear from us the same working day, and within an hour if it is urgent.", 0.9, f)
	s.Dimension, s.Touchpoint, s.Route = "responsiveness", "after-sale/support", "support"
	s.Targets = []compliance.TargetPart{
		{
			Target: "1h", Seconds: new(int64(3600)), N: 204, Missed: 22,
			Took: &compliance.Times{N: 204, Median: 1500, P90: 3540, Worst: 10020}, Late: &compliance.Times{N: 22, Median: 900, P90: 4200, Worst: 6420},
		},
		{
			Target: "same working day", N: 1000, Missed: 39,
			Took: &compliance.Times{N: 1000, Median: 5400, P90: 21600, Worst: 52200}, Late: &compliance.Times{N: 39, Median: 46800, P90: 57600, Worst: 61200},
		},
	}
	s.Trend = trend(1200, .928, .935, .931, .94, .949, .946, .94, .957, .947, .953, .948, .9409, *f.Attainment)
	return s
}

// richOnsite falls short by so little, of so few, that chance explains it.
func richOnsite() compliance.StandardPart {
	f := counted(0, 45, 3)
	f.Unknown, f.StillOpen = 6, 1
	f.Previous = since(&f, 46, 48)
	s := promised("onsite-next-day", "An engineer is with you by noon on the next working day.", 0.95, f)
	s.Dimension, s.Touchpoint, s.Route = "tangibles", "after-sale/support", "field"
	s.Targets = []compliance.TargetPart{{
		Target: "next working day by 12:00", N: 48, Missed: 3,
		Took: &compliance.Times{N: 47, Median: 27000, P90: 31800, Worst: 68400}, Late: &compliance.Times{N: 2, Median: 7200, P90: 10800, Worst: 10800},
	}}
	s.Worst = []compliance.Miss{{
		Source: "field", Ticket: "F-77", Subject: "Pump fails", Customer: "Stadtwerke Lüneburg", Team: "nord",
		DueAt: "2026-11-12T11:00:00Z", LateS: 331200,
	}}
	s.Trend = trend(48, .94, .98, .96, .92, .96, .95, .97, .93, .96, .98, .94, .9583, *f.Attainment)
	return s
}

// richInvoice had too few.
func richInvoice() compliance.StandardPart {
	s := promised("invoice-answer", "Your question on an invoice is answered within three working days.", 0.98, counted(0, 3, 0))
	s.Dimension, s.Touchpoint, s.Route, s.Owner = "assurance", "after-sale/billing", "billing", "billing@example.com"
	s.Targets = []compliance.TargetPart{{Target: "3 working days", N: 3}}
	s.Trend = trend(3, 1, -1, -1, 1, -1, -1, -1, -1, .8, -1, -1, -1, -1)
	return s
}

// richOutage was always kept, some of it narrowly, and is better than before beyond chance.
func richOutage() compliance.StandardPart {
	f := counted(20, 68, 0)
	f.Near = 9
	f.Previous = since(&f, 78, 88)
	s := promised("outage-update", "While something is down you hear from us every hour.", 0.99, f)
	s.Dimension, s.Route = "reliability", "support"
	s.Targets = []compliance.TargetPart{{
		Target: "1h", Seconds: new(int64(3600)), N: 88, Took: &compliance.Times{N: 88, Median: 2400, P90: 3480, Worst: 3590},
	}}
	s.Trend = trend(88, .91, .93, .9, .94, .92, .95, .97, .96, .94, .92, .9, .8864, 1)
	return s
}

// richHandover is met by nobody's ticket.
func richHandover() compliance.StandardPart {
	s := promised("handover", "The sales team hands an order over to the desk within a working day.", 0, counted(0, 0, 0))
	s.Audience, s.Touchpoint, s.Route = "internal", "decision/offer", "billing"
	return s
}
