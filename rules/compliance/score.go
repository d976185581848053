package compliance

import "math"

// z95 is how many standard deviations hold 95 % of a normal distribution.
const z95 = 1.959963984540054

// wilson gives where a share may truly lie of which k of n were seen, at 95 %: the score interval of Wilson ("Probable inference,
// the law of succession, and statistical inference", JASA 22, 1927). It never leaves [0, 1], and holds for few and for none missed.
func wilson(k, n int) Interval {
	count, share := float64(n), float64(k)/float64(n)
	scale := 1 + z95*z95/count
	middle := (share + z95*z95/(2*count)) / scale
	half := z95 / scale * math.Sqrt(share*(1-share)/count+z95*z95/(4*count*count))
	i := Interval{Low: middle - half, High: middle + half}
	if k == 0 { // exactly, whatever the rounding
		i.Low = 0
	}
	if k == n {
		i.High = 1
	}
	return i
}

// newcombe gives where the difference of two shares, k1 of n1 less k2 of n2, may truly lie, at 95 %: method 10 of Newcombe ("Interval
// estimation for the difference between independent proportions", Statistics in Medicine 17, 1998), made of both Wilson intervals.
func newcombe(k1, n1, k2, n2 int) Interval {
	p1, p2 := float64(k1)/float64(n1), float64(k2)/float64(n2)
	i1, i2 := wilson(k1, n1), wilson(k2, n2)
	return Interval{
		Low:  p1 - p2 - math.Hypot(p1-i1.Low, i2.High-p2),
		High: p1 - p2 + math.Hypot(i1.High-p1, p2-i2.Low),
	}
}

// fisher gives the chance to see at least k missed among n of all, missed of which are, where it makes no difference which: the
// one-sided exact test of Fisher ("On the interpretation of χ² from contingency tables", JRSS 85, 1922).
func fisher(k, n, missed, all int) float64 {
	most := min(n, missed)
	if k > most {
		return 0
	}
	k = max(k, n-(all-missed)) // fewer there can't be
	term := math.Exp(choose(missed, k) + choose(all-missed, n-k) - choose(all, n))
	if term == 0 && float64(k)*float64(all) < float64(n)*float64(missed) {
		return 1 // so far below what is to be expected that all else is above
	}
	sum := term
	for i := k; i < most && term > sum*1e-17; i++ { // each term follows from the one before
		term *= float64(missed-i) / float64(i+1) * float64(n-i) / float64(all-missed-n+i+1)
		sum += term
	}
	return min(1, sum)
}

// choose gives the logarithm of n over k; of none at all where there is no way.
func choose(n, k int) float64 {
	if k < 0 || k > n {
		return math.Inf(-1)
	}
	a, _ := math.Lgamma(float64(n + 1))
	b, _ := math.Lgamma(float64(k + 1))
	c, _ := math.Lgamma(float64(n - k + 1))
	return a - b - c
}

// concentration is the logarithm of how much likelier what was seen is where k of n and the rest were missed at two rates rather
// than at one: the scan statistic of Kulldorff ("A spatial scan statistic", Communications in Statistics 26, 1997).
func concentration(k, n, missed, all int) float64 {
	return likelihood(k, n) + likelihood(missed-k, all-n) - likelihood(missed, all)
}

func likelihood(k, n int) float64 {
	log := func(k int) float64 {
		if k == 0 {
			return 0
		}
		return float64(k) * math.Log(float64(k)/float64(n))
	}
	return log(k) + log(n-k)
}

// neat rounds what is given out to nine decimals, so that it reads the same on any machine.
func neat(x float64) float64 {
	x = math.Round(x*1e9) / 1e9
	if x == 0 { // no -0
		return 0
	}
	return x
}
