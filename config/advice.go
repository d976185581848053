package config

// DidYouMean is the advice for a name that is not among the names there are: the one probably meant, or else a short
// list of all; "" where neither helps.
func DidYouMean(written string, names []string) string { return didYouMean(written, names) }
