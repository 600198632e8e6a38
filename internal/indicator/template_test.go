package indicator

import (
	"testing"

	"klynge/internal/fault"
)

// R73: the evaluation of a box measures satisfaction, incidents, minutes and CO2. Each
// template is a definition that may be kept as it is, but for CO2, whose method and
// factor with its source somebody has to write.
func TestR73EvaluationOfABox(t *testing.T) {
	for _, template := range BoxEvaluation {
		d := template.Definition
		d.tidy()
		err := d.Check("2026-01-01", "2026-11-21")
		if template.Key != "co2" {
			if err != nil {
				t.Errorf("the template %s may not be kept: %v", template.Key, err)
			}
			continue
		}
		if !fault.Is(err, fault.Invalid) {
			t.Errorf("CO2 without a factor: %v, want it refused", err)
		}
		for source, ok := range map[string]bool{
			"Metode: sparede kilometer × udledning pr. kilometer. Faktor: 0,12 kg pr. km, Energistyrelsen 2025": true,
			"Metode: sparede kilometer × udledning pr. kilometer. Faktor: 0,12 kg pr. km":                       false,
			"Faktor: 0,12 kg pr. km, Energistyrelsen 2025":                                                      false,
			"Kørebogen for 2025": false,
		} {
			d.Source = source
			if err := d.Check("", "2026-11-21"); (err == nil) != ok {
				t.Errorf("CO2 of the source %q: %v", source, err)
			}
		}
	}
	if _, ok := FromTemplate("findes-ikke"); ok {
		t.Error("there is a template of a key that is none")
	}
}
