package digest

import _ "embed"

// chartStyle colours charts by the reader's preference for light or dark; on paper they are light.
//
//go:embed style_chart.css
var chartStyle string

// pageStyle is that of the page: light or dark by the reader's preference, cards instead of tables on a phone, and for paper.
//
//go:embed style_page.css
var pageStyle string
