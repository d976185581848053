package config

// journey is the touchpoints there should be, in the order written, while the set is read.
type journey struct {
	touchpoints []string
	first       map[string]value // where each of them is written
	at          *value           // where the journey is
	// unsure says that a part of it could not be read, so that nothing can be said to be missing from it.
	unsure bool
}

// collect reads the journey. There is one for the whole set.
func (j *journey) collect(v value) {
	if j.at != nil {
		v.fail("duplicate", "the journey is written twice").Hint = "there is one for all files; the first one is at " + j.at.place()
		return
	}
	j.at, j.first = &v, map[string]value{}
	items, ok := v.items("touchpoints such as [awareness, consideration, decision, after-sale/support]")
	j.unsure = j.unsure || !ok
	for _, item := range items {
		text, ok := item.touchpoint()
		if !ok {
			j.unsure = true
			continue
		}
		if before, twice := j.first[text]; twice {
			item.fail("duplicate", "%s is on the journey twice", quoted(text)).Hint = "the first one is at " + before.place()
			continue
		}
		j.first[text] = item
		j.touchpoints = append(j.touchpoints, text)
	}
}

// place hints at a standard's touchpoint that is not on the journey, where there is one: reports can't show it there.
func (j *journey) place(v value, touchpoint string) {
	if _, on := j.first[touchpoint]; on || j.at == nil || j.unsure {
		return
	}
	v.hint("journey", "the touchpoint %s is not on the journey", quoted(touchpoint)).Hint = didYouMean(touchpoint, j.touchpoints)
}
