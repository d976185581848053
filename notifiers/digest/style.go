package digest

import _ "embed"

// chartStyle colours charts by the reader's preference for light or dark; on paper they are light.
//
//go:embed style_chart.css
var chartStyle string
