package digest

import "strings"

// arabic gives for a letter the first of its forms in the block Arabic Presentation Forms-B, and how many it has there: by itself,
// at the end, at the beginning, in the middle. One with two forms joins only to what is before it. Letters of other
// languages than Arabic stand in block A, in the same order of forms.
var arabic = map[rune]struct {
	form  rune
	count int
}{
	'ء': {0xfe80, 1}, 'آ': {0xfe81, 2}, 'أ': {0xfe83, 2}, 'ؤ': {0xfe85, 2}, 'إ': {0xfe87, 2}, 'ئ': {0xfe89, 4}, 'ا': {0xfe8d, 2},
	'ب': {0xfe8f, 4}, 'ة': {0xfe93, 2}, 'ت': {0xfe95, 4}, 'ث': {0xfe99, 4}, 'ج': {0xfe9d, 4}, 'ح': {0xfea1, 4}, 'خ': {0xfea5, 4},
	'د': {0xfea9, 2}, 'ذ': {0xfeab, 2}, 'ر': {0xfead, 2}, 'ز': {0xfeaf, 2}, 'س': {0xfeb1, 4}, 'ش': {0xfeb5, 4}, 'ص': {0xfeb9, 4},
	'ض': {0xfebd, 4}, 'ط': {0xfec1, 4}, 'ظ': {0xfec5, 4}, 'ع': {0xfec9, 4}, 'غ': {0xfecd, 4}, 'ف': {0xfed1, 4}, 'ق': {0xfed5, 4},
	'ك': {0xfed9, 4}, 'ل': {0xfedd, 4}, 'م': {0xfee1, 4}, 'ن': {0xfee5, 4}, 'ه': {0xfee9, 4}, 'و': {0xfeed, 2}, 'ى': {0xfeef, 2},
	'ي': {0xfef1, 4},
	'پ': {0xfb56, 4}, 'ٹ': {0xfb66, 4}, 'چ': {0xfb7a, 4}, 'ڈ': {0xfb88, 2}, 'ژ': {0xfb8a, 2}, 'ڑ': {0xfb8c, 2}, 'ک': {0xfb8e, 4},
	'گ': {0xfb92, 4}, 'ں': {0xfb9e, 2}, 'ہ': {0xfba6, 4}, 'ھ': {0xfbaa, 4}, 'ے': {0xfbae, 2}, 'ی': {0xfbfc, 4},
}

// alef gives the first of the two forms of lam and an alef, which are written as one.
var alef = map[rune]rune{'آ': 0xfef5, 'أ': 0xfef7, 'إ': 0xfef9, 'ا': 0xfefb}

// tatweel lengthens a word: it joins to both sides.
const tatweel = 'ـ'

// joined writes Arabic letters in the forms that they take beside each other.
func joined(text string) string {
	if !strings.ContainsFunc(text, func(r rune) bool { return r >= 0x0620 && r <= 0x06ff }) {
		return text
	}
	letters, out := []rune(text), make([]rune, 0, len(text))
	for i := 0; i < len(letters); i++ {
		r := letters[i]
		a, ok := arabic[r]
		if !ok {
			out = append(out, r)
			continue
		}
		before := joinsOn(letters, i)
		if at := beside(letters, i, 1); r == 'ل' && at == i+1 && alef[letters[at]] != 0 {
			out = append(out, alef[letters[at]]+offset(before, false, 2))
			i = at
			continue
		}
		out = append(out, a.form+offset(before, joinsBack(letters, i), a.count))
	}
	return string(out)
}

// offset gives which of a letter's forms it takes.
func offset(before, after bool, count int) rune {
	switch after = after && count == 4; {
	case count == 1:
		return 0
	case before && after:
		return 3
	case after:
		return 2
	case before:
		return 1
	}
	return 0
}

// joinsOn tells whether the letter before the one at i joins to it.
func joinsOn(letters []rune, i int) bool {
	at := beside(letters, i, -1)
	return at >= 0 && (letters[at] == tatweel || arabic[letters[at]].count == 4)
}

// joinsBack tells whether the letter after the one at i joins to it.
func joinsBack(letters []rune, i int) bool {
	at := beside(letters, i, 1)
	return at >= 0 && (letters[at] == tatweel || arabic[letters[at]].count > 1)
}

// beside gives the next place in a direction whose character is no vowel mark, -1 for none.
func beside(letters []rune, i, step int) int {
	for i += step; i >= 0 && i < len(letters); i += step {
		if letters[i] < 0x064b || letters[i] > 0x065f && letters[i] != 0x0670 {
			return i
		}
	}
	return -1
}
