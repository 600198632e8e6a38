package indicator

import (
	"bytes"
	"encoding/csv"
	"errors"
	"math"
	"net/http"
	"strconv"
	"strings"

	"klynge/internal/fault"
	"klynge/internal/indicator"
	"klynge/internal/initiative"
	"klynge/internal/web"
	"klynge/internal/web/signin"
)

// A publicView is what the public reads of one indicator.
type publicView struct {
	indicator.Place
	indicator.Series
	Replaced bool // a figure was replaced or taken back since it was released
}

// ShowPublic shows the released figures of one indicator.
func (p *Pages) ShowPublic() http.Handler {
	return web.Handler(func(w http.ResponseWriter, r *http.Request) error {
		place, s, err := p.public(r)
		if err != nil {
			return err
		}
		v := publicView{Place: place, Series: s}
		for _, point := range s.Points {
			v.Replaced = v.Replaced || len(point.Was) > 0
		}
		return publicPage.Render(w, r, v)
	})
}

// public returns an indicator of which figures are released, of an initiative that
// the public knows.
func (p *Pages) public(r *http.Request) (place indicator.Place, s indicator.Series, err error) {
	if place, s, err = p.Indicators.ByAddress(r.Context(), r.PathValue("slug")); err != nil {
		return place, s, err
	}
	_, err = p.Initiatives.BySlug(r.Context(), place.InitiativeSlug)
	return place, s, err
}

// A publicListView is what the public reads of an initiative's indicators.
type publicListView struct {
	initiative.Told
	All []indicator.Series
}

// ListPublic shows the indicators of an initiative of which figures are released.
func (p *Pages) ListPublic() http.Handler {
	return web.Handler(func(w http.ResponseWriter, r *http.Request) (err error) {
		var v publicListView
		if v.Told, err = p.Initiatives.BySlug(r.Context(), r.PathValue("slug")); err != nil {
			return err
		}
		if v.All, err = p.Indicators.Public(r.Context(), v.ID); err != nil {
			return err
		}
		return publicListPage.Render(w, r, v)
	})
}

// PublicPicture and PublicCSV send what the public reads as files.
func (p *Pages) PublicPicture() http.Handler {
	return web.Handler(func(w http.ResponseWriter, r *http.Request) error {
		_, s, err := p.public(r)
		if err != nil {
			return err
		}
		return sendPicture(w, r, s)
	})
}

// PublicCSV sends the released figures of an indicator, unless one of them is
// hidden (R13).
func (p *Pages) PublicCSV() http.Handler {
	return web.Handler(func(w http.ResponseWriter, r *http.Request) error {
		_, s, err := p.public(r)
		if err != nil {
			return err
		}
		return sendCSV(w, s)
	})
}

// Picture sends the chart as somebody inside sees it.
func (p *Pages) Picture() http.Handler {
	return web.Handler(func(w http.ResponseWriter, r *http.Request) error {
		work, err := p.Indicators.Open(r.Context(), signin.Who(r), r.PathValue("maaling"))
		if err != nil {
			return err
		}
		w.Header().Set("Cache-Control", "no-store")
		return sendPicture(w, r, work.Series)
	})
}

// CSV sends the figures as somebody inside sees them.
func (p *Pages) CSV() http.Handler {
	return web.Handler(func(w http.ResponseWriter, r *http.Request) error {
		work, err := p.Indicators.Open(r.Context(), signin.Who(r), r.PathValue("maaling"))
		if err != nil {
			return err
		}
		w.Header().Set("Cache-Control", "no-store")
		return sendCSV(w, work.Series)
	})
}

func sendPicture(w http.ResponseWriter, r *http.Request, s indicator.Series) error {
	return send(w, "image/svg+xml", s.Indicator.Slug+".svg", []byte(picture(web.LanguageOf(r), s)))
}

var errSuppressed = fault.New(fault.Missing, "Tallene kan ikke hentes, fordi mindst ét af dem er skjult for at beskytte personer. Diagrammet kan.")

func sendCSV(w http.ResponseWriter, s indicator.Series) error {
	if s.Suppressed {
		return errSuppressed
	}
	data, err := writeCSV(s)
	if err != nil {
		return err
	}
	return send(w, "text/csv; charset=utf-8", s.Indicator.Slug+".csv", data)
}

// writeCSV writes the figures of a series as a Danish spreadsheet reads them. A
// period without a figure is an empty row. The value is the one that people read,
// times its factor.
func writeCSV(s indicator.Series) ([]byte, error) {
	var b bytes.Buffer
	b.WriteString("\ufeff")
	out := csv.NewWriter(&b)
	out.Comma, out.UseCRLF = ';', true
	heads := []string{"Periode", "Begynder", "Værdi", "Enhed"}
	if s.Ratio() {
		heads = append(heads, "Tæller", "Nævner")
	}
	err := out.Write(heads)
	for _, p := range s.Points {
		row := []string{p.Period.Key(), p.Period.Starts(), "", inert(s.Unit), "", ""}
		if !p.Missing {
			row[2], row[4], row[5] = comma(p.Value*s.Factor), comma(p.Numerator), comma(p.Denominator)
		}
		err = errors.Join(err, out.Write(row[:len(heads)]))
	}
	out.Flush()
	return b.Bytes(), errors.Join(err, out.Error())
}

// comma writes a number with a decimal comma and at most six decimals.
func comma(n float64) string {
	return strings.ReplaceAll(strconv.FormatFloat(math.Round(n*1e6)/1e6, 'f', -1, 64), ".", ",")
}

// inert returns a text that a spreadsheet takes for text: one that it would reckon
// as a formula begins with an apostrophe (OWASP, CSV injection).
func inert(text string) string {
	if text != "" && strings.ContainsRune("=+-@\t\r\n＝＋－＠", []rune(text)[0]) {
		return "'" + text
	}
	return text
}

func send(w http.ResponseWriter, media, name string, data []byte) error {
	h := w.Header()
	h.Set("Content-Type", media)
	h.Set("Content-Disposition", `attachment; filename="`+name+`"`)
	h.Set("Content-Length", strconv.Itoa(len(data)))
	// A reader that went away has no use for the error.
	_, _ = w.Write(data)
	return nil
}
