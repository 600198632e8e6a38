package body_test

import (
	"testing"

	"klynge/internal/body"
)

func TestDescribe(t *testing.T) {
	for printed, want := range map[string]body.Name{
		"Region Nordkyst":                                     {Show: "Region Nordkyst", Key: "region nordkyst", Classification: body.Region, Sector: body.RegionSector},
		"Skagerby kommune":                                    {Show: "Skagerby Kommune", Key: "skagerby kommune", Classification: body.Municipality, Sector: body.MunicipalitySector},
		"Skagerby Kommunes":                                   {Show: "Skagerby Kommune", Key: "skagerby kommune", Classification: body.Municipality, Sector: body.MunicipalitySector},
		"PLO-Nordkyst":                                        {Show: "PLO-Nordkyst", Key: "plo nordkyst", Classification: body.GPOrganisation, Sector: body.GeneralPractice},
		"Regionshospitalet Klitby":                            {Show: "Regionshospitalet Klitby", Key: "regionshospital klitby", Classification: body.Hospital, Sector: body.RegionSector},
		"Psykiatrien":                                         {Show: "Psykiatrien", Key: "psykiatri", Classification: body.Hospital, Sector: body.RegionSector},
		"Fjord Universitetshospital, Klitby":                  {Show: "Fjord Universitetshospital, Klitby", Key: "fjord universitetshospital klitby", Classification: body.Hospital, Sector: body.RegionSector, Parent: "Fjord Universitetshospital"},
		"Politisk Sundhedsklynge Nord":                        {Show: "Politisk Sundhedsklynge Nord", Key: "klynge nord/political", Classification: body.Cluster, Sector: body.Shared, Level: body.Political, Parent: "Sundhedsklynge Nord"},
		"Sundhedsklynge Nord - politisk niveau":               {Show: "Politisk Sundhedsklynge Nord", Key: "klynge nord/political", Classification: body.Cluster, Sector: body.Shared, Level: body.Political, Parent: "Sundhedsklynge Nord"},
		"Det politiske niveau i Sundhedsklynge Nord":          {Show: "Politisk Sundhedsklynge Nord", Key: "klynge nord/political", Classification: body.Cluster, Sector: body.Shared, Level: body.Political, Parent: "Sundhedsklynge Nord"},
		"Sundhedsklynge Nord (fagligt-administrativt niveau)": {Show: "Administrativ Sundhedsklynge Nord", Key: "klynge nord/administrative", Classification: body.Cluster, Sector: body.Shared, Level: body.Administrative, Parent: "Sundhedsklynge Nord"},
		"Sundhedsklynge Nord, fagligt-strategisk niveau":      {Show: "Administrativ Sundhedsklynge Nord", Key: "klynge nord/administrative", Classification: body.Cluster, Sector: body.Shared, Level: body.Administrative, Parent: "Sundhedsklynge Nord"},
		"Administrativ klynge Nord":                           {Show: "Administrativ Klynge Nord", Key: "klynge nord/administrative", Classification: body.Cluster, Sector: body.Shared, Level: body.Administrative, Parent: "Klynge Nord"},
		"Sundhedsklyngen Nord":                                {Show: "Sundhedsklynge Nord", Key: "klynge nord", Classification: body.Cluster, Sector: body.Shared},
		"Klynge  Nord":                                        {Show: "Klynge Nord", Key: "klynge nord", Classification: body.Cluster, Sector: body.Shared},
		"Sundhedskoordinationsudvalget":                       {Show: "Sundhedskoordinationsudvalget", Key: "sundhedskoordinationsudvalg", Classification: body.Coordination, Sector: body.Shared},
		"SKU":                                                 {Show: "SKU", Key: "sundhedskoordinationsudvalg", Classification: body.Coordination, Sector: body.Shared},
		"Sundhedsråd Kysten":                                  {Show: "Sundhedsråd Kysten", Key: "sundhedsraad kysten", Classification: body.Council, Sector: body.Shared},
		"Social- og Sundhedsudvalget":                         {Show: "Social- og Sundhedsudvalget", Key: "social sundhedsudvalg", Classification: body.Committee, Sector: body.OtherSector},
		"Fællesadministrationen":                              {Show: "Fællesadministrationen", Key: "faellesadministration", Classification: body.Secretariat, Sector: body.Shared},
		"Handicaprådet":                                       {Show: "Handicaprådet", Key: "handicapraad", Classification: body.Forum, Sector: body.OtherSector},
		"Ældre Sagen":                                         {Show: "Ældre Sagen", Key: "aeldre sagen", Classification: body.Other, Sector: body.OtherSector},
	} {
		if got := body.Describe(printed); got != want {
			t.Errorf("Describe(%q)\n got %+v\nwant %+v", printed, got, want)
		}
	}
}

func TestAbbreviations(t *testing.T) {
	for printed, want := range map[string]bool{"RN": true, "PLO": false, "Rn": false, "R": false, "Region": false, "ØK": true} {
		if got := body.Abbreviation(printed); got != want {
			t.Errorf("Abbreviation(%q) = %t, want %t", printed, got, want)
		}
	}
	if !body.Abbreviates("RN", "Region Nordkyst") || body.Abbreviates("RN", "Region Sydland") || body.Abbreviates("RN", "Region Nordkyst Syd") {
		t.Error("Abbreviates(RN) holds for Region Nordkyst and nothing else here")
	}
}

func TestBetterDoesNotDependOnOrder(t *testing.T) {
	for _, pair := range [][2]string{{"Sundhedsklynge Nord", "Sundhedsklyngen nord"}, {"KLYNGE NORD", "Klynge Nord"}, {"Klynge Nord", "Sundhedsklynge Nord"}} {
		one, other := body.Better(pair[0], pair[1]), body.Better(pair[1], pair[0])
		if one != other {
			t.Errorf("Better(%q) = %q, turned %q", pair, one, other)
		}
	}
	if got := body.Better("KLYNGE NORD", "Klynge Nord"); got != "Klynge Nord" {
		t.Errorf("Better(KLYNGE NORD, Klynge Nord) = %q", got)
	}
}
