package spc

import (
	"math"

	"klynge/internal/fault"
)

// Check refuses points that a chart of the type cannot be made of, with a
// sentence that names the first of them.
func Check(t Type, points []Point) error {
	for i, p := range points {
		if p.Missing {
			continue
		}
		row := i + 1
		switch {
		case math.IsNaN(p.Value) || math.IsInf(p.Value, 0):
			return fault.New(fault.Invalid, "Række %d (%s) er ikke et tal, der kan tegnes.", row, p.Period)
		case t.Ratio() && p.Denominator == 0:
			return fault.New(fault.Invalid, "Række %d (%s) mangler en nævner. Et %s-diagram skal have tæller og nævner.", row, p.Period, t)
		case t.Ratio() && (p.Denominator < 0 || p.Numerator < 0):
			return fault.New(fault.Invalid, "Række %d (%s) har et negativt tal. Tæller og nævner kan ikke være negative.", row, p.Period)
		case (t == P || t == PPrime) && p.Numerator > p.Denominator:
			return fault.New(fault.Invalid, "Række %d (%s) har en tæller, der er større end nævneren. Et %s-diagram viser en andel.", row, p.Period, t)
		case t == C && p.Value < 0:
			return fault.New(fault.Invalid, "Række %d (%s) er negativ. Et c-diagram tæller hændelser.", row, p.Period)
		case t == T && p.Value <= 0:
			return fault.New(fault.Invalid, "Række %d (%s) er ikke større end 0. Et t-diagram viser tiden mellem hændelser.", row, p.Period)
		}
	}
	return nil
}
