package csvimport

// maxSamples is how many rejected rows a report shows.
const maxSamples = 10

// Report is what an import did.
type Report struct {
	Schema       string `json:"schema"`
	TicketsTable string `json:"tickets_table"`
	EventsTable  string `json:"events_table"`
	Rows         Rows   `json:"rows"`
	Tickets      int    `json:"tickets"`
	Events       int    `json:"events"`
	// EventsWithoutTime are rows that stand for an event but have no time for it (or no kind); none was made of them.
	EventsWithoutTime int `json:"events_without_time"`
	// Reasons counts what was lost, rows and single values.
	Reasons map[string]int `json:"reasons"`
	// Samples are the first of the rows that were not loaded whole.
	Samples []Sample `json:"samples"`
}

// Rows counts the rows of the export. Read = Loaded + Rejected, always.
type Rows struct {
	Read     int `json:"read"`
	Loaded   int `json:"loaded"`
	Rejected int `json:"rejected"`
	// Damaged are those of Loaded of which a value could not be read.
	Damaged int `json:"damaged"`
}

// Whole tells whether every row was loaded with every value.
func (r Rows) Whole() bool { return r.Rejected == 0 && r.Damaged == 0 }

// Sample is a row that was not loaded whole.
type Sample struct {
	Line   int    `json:"line"`
	Reason string `json:"reason"`
	Row    string `json:"row"` // quoted and cut
	Loaded bool   `json:"loaded"`
}

func (r *Report) lost(rec record, l loss, loaded bool) {
	r.Reasons[l.reason]++
	if len(r.Samples) < maxSamples {
		r.Samples = append(r.Samples, Sample{Line: rec.line, Reason: l.String(), Row: quote(string(rec.raw)), Loaded: loaded})
	}
}
