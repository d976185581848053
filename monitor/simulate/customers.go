package simulate

import "math/rand/v2"

// customer is a company that calls, and what it pays for.
type customer struct {
	name, tier string
	weight     float64 // how often it calls
}

// customers are made up; some have the names that trip up careless software.
var customers = []customer{
	{"ACME, Inc.", "gold", 9},
	{"Globex", "gold", 7},
	{"Nordwind Logistik GmbH", "gold", 5},
	{"Hôpital Saint-Élan", "gold", 4},
	{"Tidewater & Sons", "standard", 8},
	{"Bäckerei Öztürk", "standard", 6},
	{"O'Hara Shipping", "standard", 6},
	{"Quinta do Vale", "standard", 6},
	{"Stadtwerke Lindenau", "standard", 7},
	{"Pixel <3 Print", "standard", 5},
	{"Kowalski i Syn", "standard", 5},
	{"株式会社みどり", "standard", 4},
	{"Möbelhaus Krag", "standard", 5},
	{"Ribeira Têxteis", "standard", 5},
	{"Fjordlys AS", "standard", 4},
	{"Café Zentral", "standard", 4},
	{"Finance department", "internal", 4},
	{"Warehouse", "internal", 4},
	{"Human resources", "internal", 3},
}

func pickCustomer(dice *rand.Rand) customer {
	weights := make([]float64, len(customers))
	for i, c := range customers {
		weights[i] = c.weight
	}
	return pick(dice, customers, weights)
}
