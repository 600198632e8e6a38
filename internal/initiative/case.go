package initiative

import (
	"strings"
)

// A Field is one text of an initiative, by its name in package draft.
type Field string

const (
	Lead       Field = "lead"
	Purpose    Field = "purpose"
	Data       Field = "data"
	Patients   Field = "patients"
	Geography  Field = "geography"
	Schedule   Field = "schedule"
	Resources  Field = "resources"
	Measure    Field = "measure"    // with how and when the baseline is taken
	Evaluation Field = "evaluation" // its result
	Aim        Field = "aim"        // of the driver diagram
)

// CaseFields are the texts of the mini business case, in the order of the paper.
var CaseFields = []Field{Lead, Purpose, Data, Measure, Patients, Geography, Schedule, Resources, Evaluation}

var fieldNames = map[Field]string{
	Lead: "Projektleder", Purpose: "Formål", Data: "Data for indsatsen", Measure: "Mål og plan for baseline", Patients: "Patientgruppe", Geography: "Geografi",
	Schedule: "Tidsramme i ord", Resources: "Ressourcer", Evaluation: "Evalueringens resultat", Aim: "Det, der skal nås",
}

// Danish returns the heading of a text.
func (f Field) Danish() string { return fieldNames[f] }

// IsGap reports whether a text says nothing: it is empty, or a "?" (R45).
func IsGap(text string) bool {
	return strings.Trim(text, " \t\n?-–—._…") == ""
}

// A Gap is something that a business case should have and has not (R45).
type Gap string

const (
	NoPurpose   Gap = "purpose"
	NoTarget    Gap = "patients"
	NoGeography Gap = "geography"
	NoLead      Gap = "lead"
	NoMilestone Gap = "milestone"
	NoMeasure   Gap = "measure"
	NoEnd       Gap = "end"
)

// AllGaps are what R45 asks for, in its order.
var AllGaps = []Gap{NoPurpose, NoTarget, NoGeography, NoLead, NoMilestone, NoMeasure, NoEnd}

// Required is what an initiative must have to be described. An end that is not
// known ("1. januar 2021 – ?") is a gap and no hindrance.
var Required = []Gap{NoPurpose, NoTarget, NoGeography, NoLead, NoMilestone, NoMeasure}

var gapNames = map[Gap]string{
	NoPurpose: "formål", NoTarget: "patientgruppe", NoGeography: "geografi", NoLead: "projektleder", NoMilestone: "mindst én milepæl med dato",
	NoMeasure: "mål med plan for baseline", NoEnd: "slutdato",
}

// Danish returns what is missing, in a word or a few.
func (g Gap) Danish() string { return gapNames[g] }

// Gaps returns what the business case lacks (R45).
func (l Life) Gaps() []Gap { return l.missing(AllGaps) }

func (l Life) missing(asked []Gap) (gaps []Gap) {
	for _, g := range asked {
		lacks := false
		switch g {
		case NoMilestone:
			lacks = !l.hasMilestone()
		case NoEnd:
			lacks = l.End == ""
		default:
			lacks = l.Text(Field(g)) == ""
		}
		if lacks {
			gaps = append(gaps, g)
		}
	}
	return gaps
}

func (l Life) hasMilestone() bool {
	for _, m := range l.Marks {
		if m.From != "" {
			return true
		}
	}
	return false
}

// list says several things: "formål, geografi og projektleder".
func list(gaps []Gap) string {
	var words []string
	for _, g := range gaps {
		words = append(words, g.Danish())
	}
	if len(words) == 1 {
		return words[0]
	}
	return strings.Join(words[:len(words)-1], ", ") + " og " + words[len(words)-1]
}

var stateNames = map[State]string{
	Idea: "en idé", Described: "beskrevet", Proposed: "foreslået", Approved: "godkendt", Running: "i gang", Paused: "på pause", Evaluating: "under evaluering",
	Concluded: "afsluttet", Scaled: "udbredt", Stopped: "stoppet",
}

// Danish returns the state in a word: "på pause".
func (s State) Danish() string { return stateNames[s] }
