package compliance

import (
	"math"
	"math/big"
	"math/rand/v2"
	"testing"
)

// The worked examples of Newcombe, "Two-sided confidence intervals for the single proportion" (Statistics in Medicine 17, 1998,
// 857–872), table I, method 3, which is Wilson's.
func TestWilson(t *testing.T) {
	for _, c := range []struct {
		k, n      int
		low, high float64
	}{
		{81, 263, 0.2553, 0.3662},
		{15, 148, 0.0624, 0.1605},
		{0, 20, 0, 0.1611},
		{1, 29, 0.0061, 0.1718},
		{20, 20, 0.8389, 1},
	} {
		got := wilson(c.k, c.n)
		if math.Abs(got.Low-c.low) > 5e-5 || math.Abs(got.High-c.high) > 5e-5 {
			t.Errorf("%d/%d: %.4f to %.4f, want %.4f to %.4f", c.k, c.n, got.Low, got.High, c.low, c.high)
		}
	}
}

// The worked examples of Newcombe, "Interval estimation for the difference between independent proportions" (Statistics in Medicine
// 17, 1998, 873–890), table II, method 10.
func TestNewcombe(t *testing.T) {
	for _, c := range []struct {
		k1, n1, k2, n2 int
		low, high      float64
	}{
		{56, 70, 48, 80, 0.0524, 0.3339},
		{9, 10, 3, 10, 0.1705, 0.8090},
		{6, 7, 2, 7, 0.0582, 0.8062},
		{5, 56, 0, 29, -0.0381, 0.1926},
		{0, 10, 0, 20, -0.1611, 0.2775},
		{0, 10, 0, 10, -0.2775, 0.2775},
		{10, 10, 0, 20, 0.6791, 1},
		{10, 10, 0, 10, 0.6075, 1},
	} {
		got := newcombe(c.k1, c.n1, c.k2, c.n2)
		if math.Abs(got.Low-c.low) > 5e-5 || math.Abs(got.High-c.high) > 5e-5 {
			t.Errorf("%d/%d - %d/%d: %.4f to %.4f, want %.4f to %.4f", c.k1, c.n1, c.k2, c.n2, got.Low, got.High, c.low, c.high)
		}
	}
}

func TestIntervalsHold(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for range 5000 {
		n1, n2 := 1+random.IntN(1000), 1+random.IntN(1000)
		k1, k2 := random.IntN(n1+1), random.IntN(n2+1)
		p1, p2 := float64(k1)/float64(n1), float64(k2)/float64(n2)
		i := wilson(k1, n1)
		if i.Low < 0 || i.High > 1 || i.Low > p1 || i.High < p1 {
			t.Fatalf("%d/%d: %+v", k1, n1, i)
		}
		if mirror := wilson(n1-k1, n1); math.Abs(1-mirror.High-i.Low) > 1e-12 {
			t.Fatalf("%d/%d: %+v, of the others %+v", k1, n1, i, mirror)
		}
		d := newcombe(k1, n1, k2, n2)
		if d.Low < -1-1e-12 || d.High > 1+1e-12 || d.Low > p1-p2 || d.High < p1-p2 {
			t.Fatalf("%d/%d - %d/%d: %+v", k1, n1, k2, n2, d)
		}
		if back := newcombe(k2, n2, k1, n1); math.Abs(back.Low+d.High) > 1e-12 {
			t.Fatalf("%d/%d - %d/%d: %+v, the other way round %+v", k1, n1, k2, n2, d, back)
		}
	}
}

// The lady who tasted tea (Fisher, "The design of experiments", 1935): 4 of 4 by chance is 1 in 70; 3 or more 17 in 70.
func TestFisher(t *testing.T) {
	for _, c := range []struct {
		k, n, missed, all int
		want              float64
	}{
		{4, 4, 4, 8, 1.0 / 70},
		{3, 4, 4, 8, 17.0 / 70},
		{0, 4, 4, 8, 1},
		{5, 4, 4, 8, 0},
	} {
		if got := fisher(c.k, c.n, c.missed, c.all); math.Abs(got-c.want) > 1e-12 {
			t.Errorf("%+v: %v", c, got)
		}
	}
	random := rand.New(rand.NewPCG(3, 4))
	for range 500 {
		all := 2 + random.IntN(300)
		n, missed := 1+random.IntN(all-1), random.IntN(all)
		k := random.IntN(min(n, missed) + 1)
		want := exactly(k, n, missed, all)
		if got := fisher(k, n, missed, all); math.Abs(got-want) > 1e-9*max(want, 1e-6) {
			t.Fatalf("%d of %d, in all %d of %d: %v, want %v", k, n, missed, all, got, want)
		}
	}
	if got := fisher(3000, 10_000, 250_000, 5_000_000); got > 1e-300 || math.IsNaN(got) {
		t.Errorf("beyond all chance: %v", got)
	}
	if got := fisher(1558, 11_756, 5433, 20_586); got != 1 {
		t.Errorf("far fewer than chance brings: %v", got)
	}
}

// exactly counts the ways in whole numbers.
func exactly(k, n, missed, all int) float64 {
	ways := new(big.Int)
	for i := k; i <= min(n, missed); i++ {
		if n-i > all-missed {
			continue
		}
		a := new(big.Int).Binomial(int64(missed), int64(i))
		ways.Add(ways, a.Mul(a, new(big.Int).Binomial(int64(all-missed), int64(n-i))))
	}
	p, _ := new(big.Rat).SetFrac(ways, new(big.Int).Binomial(int64(all), int64(n))).Float64()
	return p
}
