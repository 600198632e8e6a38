package ledger_test

import (
	"archive/zip"
	"bytes"
	"encoding/csv"
	"encoding/json"
	"html"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"klynge/internal/access"
	"klynge/internal/web/webtest"
)

// A world is a site with one body, minutes with one open decision, and people.
type world struct {
	*webtest.Site
	t     *testing.T
	token string
}

func openWorld(t *testing.T) *world {
	t.Helper()
	s, err := webtest.Open(t.Context(), t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	for _, row := range []string{
		`INSERT INTO organization (id, slug, name, classification, sector, created_at) VALUES ('b1', 'klynge-fjorden', 'Klynge Fjorden', 'cluster', 'shared', 0)`,
		`INSERT INTO initiative (id, slug, title, body_id, leader, purpose, created_at) VALUES ('i1', 'medicinbokse-x', 'Medicinbokse ved døren', 'b1', '', '', 0)`,
		`INSERT INTO meeting (id, slug, body_id, date, start_time, end_time, place, kind, document_id, created_at, changed_at) VALUES ('m1', '2024-11-19-fjorden', 'b1', '2024-11-19', '', '', '', 'minutes', '', 0, 0)`,
		`INSERT INTO agenda_item (id, meeting_id, position, anchor, number, title, case_number, type, closed, minutes, sections, decided, decision, outcome)
			VALUES ('p6', 'm1', 0, 'punkt-6', '6', 'Klyngemidler', '', '', false, 0, '[]', true, 'Bevilgede 1,7 mio. kr.', 'approved')`,
	} {
		if err := s.Exec(t.Context(), row); err != nil {
			t.Fatal(err)
		}
	}
	_, token, err := s.Visitor(t.Context(), "Signe Sand", access.Secretariat, "b1")
	if err != nil {
		t.Fatal(err)
	}
	return &world{s, t, token}
}

// do asks as somebody and fails unless the answer has the status.
func (w *world) do(token, method, address, media string, body io.Reader, status int) *httptest.ResponseRecorder {
	w.t.Helper()
	r := httptest.NewRequest(method, address, body)
	r.Header.Set("Content-Type", media)
	if token != "" {
		r.AddCookie(&http.Cookie{Name: "klynge", Value: token})
	}
	answer := httptest.NewRecorder()
	w.ServeHTTP(answer, r)
	if answer.Code != status {
		w.t.Fatalf("%s %s: status %d, want %d\n%.1500s", method, address, answer.Code, status, html.UnescapeString(answer.Body.String()))
	}
	return answer
}

func (w *world) get(address string, texts ...string) string {
	w.t.Helper()
	text := html.UnescapeString(w.do(w.token, "GET", address, "", nil, http.StatusOK).Body.String())
	for _, want := range texts {
		if !strings.Contains(text, want) {
			w.t.Errorf("%s lacks %q", address, want)
		}
	}
	return text
}

func (w *world) post(status int, address string, form url.Values) string {
	w.t.Helper()
	answer := w.do(w.token, "POST", address, "application/x-www-form-urlencoded", strings.NewReader(form.Encode()), status)
	return answer.Header().Get("Location") + html.UnescapeString(answer.Body.String())
}

const midler = "/arbejde/organ/klynge-fjorden/midler"

func entry(slags, beloeb, formaal string) url.Values {
	return url.Values{"goer": {"foer"}, "slags": {slags}, "dato": {"2024-11-19"}, "aar": {"2022"}, "beloeb": {beloeb}, "formaal": {formaal}, "beslutning": {"/moeder/2024-11-19-fjorden/punkt-6"}, "noegle": {slags + beloeb}}
}

func TestMoneyFromLetterToPublic(t *testing.T) {
	w := openWorld(t)
	w.get(midler, "Her kommer organets puljer")
	w.post(http.StatusUnprocessableEntity, midler, url.Values{"navn": {"Klyngemidler"}, "kilde": {""}})
	pulje := w.post(http.StatusSeeOther, midler, url.Values{"navn": {"Klyngemidler"}, "kilde": {"Region Nordkyst"}, "fra": {"2022"}, "til": {"2023"}, "tilsagn": {"4.518.000"}})
	w.post(http.StatusSeeOther, pulje, entry("received", "4.518.000", ""))
	if text := w.post(http.StatusUnprocessableEntity, pulje, entry("allocated", "1710000.00", "Medicinbokse ved døren")); !strings.Contains(text, "er ikke et beløb") || !strings.Contains(text, `value="1710000.00"`) {
		t.Error("an amount with a dot is not refused with what was typed")
	}
	w.post(http.StatusUnprocessableEntity, pulje, entry("allocated", "4.518.001", "Medicinbokse ved døren"))
	if text := w.post(http.StatusConflict, pulje, entry("allocated", "17.100", "Medicinbokse ved døren")); !strings.Contains(text, "Beslutningen nævner 1,7 mio. kr.") {
		t.Error("an amount that the decision does not name is not doubted")
	}
	w.post(http.StatusSeeOther, pulje, entry("allocated", "1.710.000", "Medicinbokse ved døren"))
	w.post(http.StatusSeeOther, pulje, entry("allocated", "1.710.000", "Medicinbokse ved døren")) // the same button again
	text := w.get(pulje, "2.808.000 kr.", "1.710.000 kr.", "<svg class=\"ledger-flow ledger-bred\"", "<svg class=\"ledger-flow ledger-smal\"",
		"<svg class=\"ledger-bars ledger-bred\"", "<svg class=\"ledger-bars ledger-smal\"", "/arbejde/organ/klynge-fjorden/bagkatalog", "Vis tallene", "Medicinbokse ved døren", "2022-2023")
	w.get("/en"+pulje, "Show the figures", "Received")
	if n := strings.Count(text, "value=\"tilbage\""); n != 2 {
		t.Errorf("%d entries may be reversed, want 2", n)
	}
	w.file(pulje)
	version := regexp.MustCompile(`name="version" value="(\d+)"`).FindStringSubmatch(w.get(pulje))[1]
	// A reversal that is refused keeps what was typed.
	undo := regexp.MustCompile(`name="post" value="([^"]+)"`).FindStringSubmatch(w.get(pulje))
	if undo == nil {
		t.Fatal("no entry may be reversed")
	}
	grund := strings.Repeat("Forkert beløb. ", 40)
	if text := w.post(http.StatusUnprocessableEntity, pulje, url.Values{"goer": {"tilbage"}, "post": {undo[1]}, "grund": {grund}}); !strings.Contains(text, `value="`+grund+`"`) {
		t.Error("a reversal that is refused loses its reason")
	}
	luk := url.Values{"goer": {"luk"}, "aar": {"2022"}, "version": {version}}
	if text := w.post(http.StatusConflict, pulje, luk); !strings.Contains(text, "er ikke bevilget") {
		t.Error("closing with money left does not ask")
	}
	luk.Set("bekraeft", "1")
	w.post(http.StatusSeeOther, pulje, luk)
	w.post(http.StatusConflict, pulje, luk)
	w.post(http.StatusConflict, pulje, entry("allocated", "1", "Medicinbokse ved døren"))
	w.public(pulje)
}

// file reads in bookings.
func (w *world) file(pulje string) {
	w.t.Helper()
	upload := func(name, text string, status int) string {
		var b bytes.Buffer
		form := multipart.NewWriter(&b)
		part, err := form.CreateFormFile("fil", name)
		if err != nil {
			w.t.Fatal(err)
		}
		if _, err := part.Write([]byte(text)); err != nil {
			w.t.Fatal(err)
		}
		if err := form.Close(); err != nil {
			w.t.Fatal(err)
		}
		answer := w.do(w.token, "POST", pulje+"/import", form.FormDataContentType(), &b, status)
		return answer.Header().Get("Location") + answer.Body.String()
	}
	upload("tom.csv", "", http.StatusUnprocessableEntity)
	const file = "Dato;Beløb;Tekst;Indsats\n01-12-2024;1.000,50;=HYPERLINK(A1);4711\n"
	preview := upload("udtræk.csv", file, http.StatusSeeOther)
	w.get(preview, "Vælg, hvad rækken skal bogføres på.", "4711", "1 række har en fejl")
	purpose := regexp.MustCompile(`<option value="([0-9a-z]{26})"`).FindStringSubmatch(w.get(preview))[1]
	form := url.Values{"aar": {"2022"}, "kode-0": {"4711"}, "formaal-0": {purpose}, "goer": {"se"}}
	if text := w.post(http.StatusOK, preview, form); !strings.Contains(text, "Bogfør alle nye rækker") {
		w.t.Errorf("the preview cannot be booked:\n%s", text)
	}
	form.Set("goer", "bogfoer")
	w.post(http.StatusSeeOther, preview, form)
	upload("igen.csv", file, http.StatusConflict)
	w.get(pulje, "1.000,50 kr.")
	text := w.do(w.token, "GET", pulje+"/poster.csv", "", nil, http.StatusOK).Body.String()
	if !strings.Contains(text, "'=HYPERLINK") || !strings.Contains(text, ";1000,50;") {
		w.t.Errorf("the CSV is\n%s", text)
	}
	book, err := excelize.OpenReader(w.do(w.token, "GET", pulje+"/poster.xlsx", "", nil, http.StatusOK).Body)
	if err != nil {
		w.t.Fatal(err)
	}
	rows, err := book.GetRows("Poster", excelize.Options{RawCellValue: true})
	if err != nil || len(rows) != 4 || !slices.ContainsFunc(rows, func(r []string) bool { return r[5] == "1000.5" && strings.HasPrefix(r[6], "'=") }) {
		w.t.Errorf("the sheet has %v, %v", rows, err)
	}
}

// public looks at the money as somebody who is not signed in.
func (w *world) public(pulje string) {
	w.t.Helper()
	if list := html.UnescapeString(w.do("", "GET", "/midler", "", nil, http.StatusOK).Body.String()); !strings.Contains(list, "Som organets regnskab står.") || !strings.Contains(list, "4,5") {
		w.t.Error("a body that has a ledger and prints no statement is not among the money of all bodies")
	}
	text := html.UnescapeString(w.do("", "GET", "/midler/klynge-fjorden", "", nil, http.StatusOK).Body.String())
	for _, want := range []string{"Klyngemidler", "2.808.000 kr.", "datapakke.zip", "ledger-bars"} {
		if !strings.Contains(text, want) {
			w.t.Errorf("the public page lacks %q", want)
		}
	}
	if strings.Contains(text, "Signe Sand") {
		w.t.Error("the public page names who entered")
	}
	w.do("", "GET", pulje, "", nil, http.StatusSeeOther)
	checkPackage(w.t, w.do("", "GET", "/midler/klynge-fjorden/datapakke.zip", "", nil, http.StatusOK).Body.Bytes())
	w.do("", "GET", "/midler/klynge-fjorden/midler.xlsx", "", nil, http.StatusOK)
	w.do("", "GET", "/midler/ingen/midler.csv", "", nil, http.StatusNotFound)
}

// checkPackage holds a package against what Data Package, Tabular Data Resource,
// Table Schema and Fiscal Data Package 1.0 ask for: names, profiles, a path that is
// there, a type of each field that its cells and its ColumnType agree with.
func checkPackage(t *testing.T, data []byte) {
	t.Helper()
	archive, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	read := func(name string) []byte {
		f, err := archive.Open(name)
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(f)
		if err != nil {
			t.Fatal(err)
		}
		return text
	}
	type field struct{ Name, Type, Format, ColumnType, Constant string }
	var d struct {
		Name, Profile, CountryCode, Granularity string
		Resources                               []struct {
			Name, Path, Profile, Encoding string
			Schema                        struct{ Fields, ExtraFields []field }
		}
	}
	if err := json.Unmarshal(read("datapackage.json"), &d); err != nil {
		t.Fatal(err)
	}
	name := regexp.MustCompile(`^[-a-z0-9._/]+$`)
	if !name.MatchString(d.Name) || d.Profile != "fiscal-data-package" || len(d.Resources) != 1 || !name.MatchString(d.Resources[0].Name) ||
		d.Resources[0].Profile != "tabular-data-resource" || d.CountryCode != "DK" {
		t.Fatalf("the descriptor is %+v", d)
	}
	types := map[string]string{"value": "number", "date:generic": "date", "date:fiscal-year": "integer", "value-currency:code": "string"}
	r := d.Resources[0]
	seen := map[string]bool{}
	for _, f := range append(slices.Clone(r.Schema.Fields), r.Schema.ExtraFields...) {
		if want, ok := types[f.ColumnType]; ok && f.Type != want || seen[f.Name] {
			t.Errorf("the field %+v is doubled or not a %s", f, want)
		}
		seen[f.Name], seen[f.ColumnType] = true, true
	}
	for _, must := range []string{"value", "date:fiscal-year", "value-currency:code", "direction"} {
		if !seen[must] {
			t.Errorf("no field is a %s", must)
		}
	}
	rows, err := csv.NewReader(bytes.NewReader(read(r.Path))).ReadAll()
	if err != nil || len(rows) < 3 {
		t.Fatalf("the table has %d rows, %v", len(rows), err)
	}
	for i, row := range rows {
		for j, f := range r.Schema.Fields {
			var wrong error
			switch {
			case i == 0 && row[j] != f.Name:
				t.Errorf("column %d is headed %q, want %q", j, row[j], f.Name)
			case i == 0:
			case f.Type == "number":
				_, wrong = strconv.ParseFloat(row[j], 64)
			case f.Type == "integer":
				_, wrong = strconv.Atoi(row[j])
			case f.Type == "date":
				_, wrong = time.Parse(time.DateOnly, row[j])
			}
			if wrong != nil {
				t.Errorf("row %d: %v", i, wrong)
			}
		}
	}
}
