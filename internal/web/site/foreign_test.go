package site_test

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"html"
	"maps"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"klynge/internal/access"
	"klynge/internal/db"
	"klynge/internal/vault"
	"klynge/internal/web/webtest"
)

// secret stands in every text of the other body, and of no form of the test.
const secret = "Hemmelig"

// A shelf is the rows of two bodies with the same things: what belongs to a body
// ends with its id, "-b1" or "-b2".
type shelf struct {
	t       *testing.T
	s       *webtest.Site
	columns map[string][]string // NOT NULL columns of a table, with their type
	folder  string              // of the site
}

// kept puts a file in the vault of the site and returns its digest.
func (h *shelf) kept(text string) string {
	h.t.Helper()
	files, err := vault.Open(filepath.Join(h.folder, "originaler"))
	if err != nil {
		h.t.Fatal(err)
	}
	digest, _, err := files.Put(h.t.Context(), strings.NewReader(text))
	if err := errors.Join(err, files.Close()); err != nil {
		h.t.Fatal(err)
	}
	return digest
}

// put inserts a row. Columns that it says nothing of are empty.
func (h *shelf) put(table string, row map[string]any) {
	h.t.Helper()
	row = maps.Clone(row)
	for _, column := range h.columns[table] {
		name, kind, _ := strings.Cut(column, " ")
		if _, said := row[name]; !said && strings.HasPrefix(kind, "TEXT") {
			row[name] = ""
		} else if !said {
			row[name] = 0
		}
	}
	names := slices.Sorted(maps.Keys(row))
	var marks []string
	var values []any
	for i, name := range names {
		marks, values = append(marks, fmt.Sprint("$", i+1)), append(values, row[name])
	}
	if err := h.s.Exec(h.t.Context(), `INSERT INTO `+table+` (`+strings.Join(names, ", ")+`) VALUES (`+strings.Join(marks, ", ")+`)`, values...); err != nil {
		h.t.Fatalf("%s: %v", table, err)
	}
}

func newShelf(t *testing.T) *shelf {
	t.Helper()
	folder := t.TempDir()
	s, err := webtest.Open(t.Context(), folder)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	h := &shelf{t, s, map[string][]string{}, folder}
	err = s.DB.Read(t.Context(), func(tx *db.Tx) error {
		tables, err := names(t.Context(), tx)
		for _, table := range tables {
			if h.columns[table], err = db.Collect(t.Context(), tx, func(r interface{ Scan(...any) error }) (c string, err error) {
				return c, r.Scan(&c)
			}, `SELECT name || ' ' || type FROM pragma_table_info('`+table+`') WHERE "notnull" = 1 AND dflt_value IS NULL`); err != nil {
				return err
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return h
}

func names(ctx context.Context, tx *db.Tx) ([]string, error) {
	return db.Collect(ctx, tx, func(r interface{ Scan(...any) error }) (name string, err error) { return name, r.Scan(&name) },
		`SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE '%VIRTUAL%' AND name NOT LIKE 'sqlite_%' ORDER BY name`)
}

// other returns all rows that are of the other body, or name something of it.
func (h *shelf) other() (rows []string) {
	h.t.Helper()
	err := h.s.DB.Read(h.t.Context(), func(tx *db.Tx) error {
		tables, err := names(h.t.Context(), tx)
		for _, table := range tables {
			found, err := tx.QueryContext(h.t.Context(), `SELECT * FROM `+table)
			if err != nil {
				return err
			}
			if err := scanAll(found, func(line string) {
				if strings.Contains(line, "-b2") || strings.Contains(line, secret) {
					rows = append(rows, table+" "+line)
				}
			}); err != nil {
				return err
			}
		}
		return err
	})
	if err != nil {
		h.t.Fatal(err)
	}
	slices.Sort(rows)
	return rows
}

func scanAll(found *sql.Rows, each func(line string)) error {
	columns, err := found.Columns()
	if err != nil {
		return err
	}
	for found.Next() {
		row, into := make([]any, len(columns)), make([]any, len(columns))
		for i := range row {
			into[i] = &row[i]
		}
		if err := found.Scan(into...); err != nil {
			return err
		}
		each(fmt.Sprint(row))
	}
	if err := found.Close(); err != nil {
		return err
	}
	return found.Err()
}

const day = 24 * 3600 * 1_000_000 // microseconds

// fill gives one body one of everything. word stands in all its texts.
func (h *shelf) fill(b, slug, word, accountID string) {
	id := func(name string) string { return name + "-" + b }
	now := webtest.Noon.UnixMicro()
	h.put("organization", map[string]any{"id": id("o"), "slug": slug, "name": word + " Klynge", "classification": "cluster", "sector": "shared"})
	h.put("seat", map[string]any{"id": id("seat"), "body_id": id("o"), "name": word + " Bo", "email": strings.ToLower(word) + "@skagerby.example", "account_id": accountID, "organization": word + " Kommune",
		"sector": "municipality", "role": "member", "voting": true, "start_date": "2026-01-01", "version": 1})
	h.put("seat", map[string]any{"id": id("sub"), "body_id": id("o"), "name": word + " Suse", "organization": word + " Kommune", "sector": "municipality", "role": "substitute",
		"substitute_for": id("seat"), "basis": "§ 7", "voting": true, "start_date": "2026-01-01", "version": 1, "position": 1})
	// m is being held, n is being made, h is held.
	for name, m := range map[string]struct{ date, state string }{"m": {"2026-11-21", "planned"}, "n": {"2026-12-15", "planned"}, "h": {"2026-10-01", "held"}} {
		h.put("planned_meeting", map[string]any{"id": id(name), "body_id": id("o"), "title": word + " møde", "date": m.date, "start_time": "12:00", "end_time": "15:00", "form": "physical", "state": m.state, "version": 1})
		h.put("invitation", map[string]any{"meeting_id": id(name), "seat_id": id("seat"), "told": "request", "uid": id(name) + "@x"})
	}
	for name, it := range map[string]struct {
		meeting, number string
		supplement      int
	}{"p": {"m", "1", 0}, "u": {"n", "", -1}, "v": {"n", "", -1}, "w": {"", "", -1}, "hp": {"h", "1", 0}} {
		item := map[string]any{"id": id(name), "body_id": id("o"), "number": it.number, "type": "decision", "matter_id": id(name), "state": "ready", "supplement": it.supplement, "closed": name == "hp",
			"minutes": 10, "version": 1, "origin": "secretariat"}
		if it.meeting != "" {
			item["meeting_id"], item["state"] = id(it.meeting), "on-agenda"
		}
		if name == "v" {
			item["position"] = 1
		}
		h.put("draft_item", item)
		h.put("draft_recommendation", map[string]any{"id": id("r" + name), "item_id": id(name)})
		h.put("draft_section", map[string]any{"id": id("s" + name), "item_id": id(name), "heading": word + " afsnit"})
		h.put("draft_attachment", map[string]any{"id": id("a" + name), "item_id": id(name), "name": word + " bilag", "state": "to-follow", "due": "2027-01-01", "version": 1, "made_at": now - 9*day})
		for _, field := range []string{"title", "presentation", "recommendation/" + id("r"+name)} {
			h.put("draft_field", map[string]any{"object": id(name), "name": field, "version": 1, "text": word + " tekst", "by_name": word})
			h.put("draft_version", map[string]any{"object": id(name), "name": field, "version": 1, "text": word + " tekst", "by_name": word})
		}
	}
	sent := func(name string, closed bool) string {
		return fmt.Sprintf(`{"ID":%q,"Number":"1","Title":%q,"PublicTitle":"x","Type":"decision","Closed":%v,"Recommendations":[{"ID":%q,"Text":%q}]}`, id(name), word+" tekst", closed, id("r"+name), word)
	}
	for name, item := range map[string]string{"m": "p", "h": "hp"} {
		h.put("dispatch", map[string]any{"id": id("d" + name), "meeting_id": id(name), "content": `{"Items":[` + sent(item, name == "h") + `]}`, "sent_at": now - 5*day})
	}
	h.put("sitting", map[string]any{"meeting_id": id("m"), "state": "open", "opened_at": now - 1, "current_item": id("p"), "next_event": 1, "version": 1})
	h.put("attendance", map[string]any{"id": id("at"), "meeting_id": id("m"), "seat_id": id("seat"), "name": word + " Bo", "role": "member", "status": "present", "voting": true, "version": 1})
	h.put("treatment", map[string]any{"item_id": id("p"), "meeting_id": id("m"), "began_at": now - 1, "version": 1})
	h.put("vote", map[string]any{"id": id("vote"), "item_id": id("p"), "question": word, "no": 1, "version": 1})
	h.put("ballot", map[string]any{"vote_id": id("vote"), "seat_id": id("seat"), "choice": "no"})
	h.put("recusal", map[string]any{"id": id("rec"), "item_id": id("p"), "seat_id": id("sub"), "reason": word})
	h.put("speaker", map[string]any{"id": id("sp"), "item_id": id("p"), "name": word, "position": 1})
	record := fmt.Sprintf(`{"MeetingID":%q,"Attendance":[{"SeatID":%q,"Name":%q,"Role":"member","Status":"present"}],"Items":[%s]}`, id("h"), id("seat"), word, strings.TrimSuffix(sent("hp", true), "}")+fmt.Sprintf(`,"Decision":%q}`, word))
	for i, act := range []string{"closed", "sent", "approved"} {
		h.put("minutes_version", map[string]any{"id": id(fmt.Sprint("mv", i)), "meeting_id": id("h"), "number": i + 1, "act": act, "content": record})
	}
	h.put("comment_round", map[string]any{"id": id("round"), "meeting_id": id("h"), "version": 2, "deadline": "2026-12-01", "state": "open"})
	h.put("minutes_comment", map[string]any{"id": id("co"), "round_id": id("round"), "seat_id": id("seat"), "name": word, "text": word, "state": "open"})
	for _, name := range []string{"de", "dx"} {
		h.put("decision", map[string]any{"id": id(name), "body_id": id("o"), "title": word, "text": word, "outcome": "approved", "date": "2026-10-01", "state": "in-force", "ground": map[string]string{"dx": "urgent"}[name]})
	}
	h.put("follow_up", map[string]any{"id": id("f"), "body_id": id("o"), "decision_id": id("de"), "text": word, "organization": word + " Kommune", "owner": word, "seat_id": id("seat"), "due": "2026-11-01", "state": "open", "version": 1})
	h.put("journal_entry", map[string]any{"id": id("j"), "body_id": id("o"), "direction": "received", "date": "2026-11-01", "theme": word, "what": "document", "version": 1})
	h.put("poll", map[string]any{"id": id("po"), "body_id": id("o"), "title": word, "deadline": "2026-12-24", "state": "open"})
	h.put("poll_date", map[string]any{"poll_id": id("po"), "date": "2026-12-11", "start_time": "12:00", "end_time": "13:00"})
	h.put("agenda_template", map[string]any{"id": id("te"), "body_id": id("o"), "name": word, "content": fmt.Sprintf(`[{"Title":%q,"Type":"information"}]`, word)})
	h.put("publication", map[string]any{"id": id("pub"), "planned_id": id("h"), "body_id": id("o"), "kind": "minutes", "version": 3, "state": "held", "second": true, "digest": "d", "author": "somebody",
		"content": fmt.Sprintf(`{"Meeting":{"Title":%q}}`, word), "row_version": 1})
	h.put("publication_finding", map[string]any{"id": id("fi"), "publication_id": id("pub"), "place": "titel", "kind": "phone", "excerpt": word, "state": "open"})
	h.put("publication_file", map[string]any{"publication_id": id("pub"), "attachment_id": id("ahp"), "item": "1", "name": word, "file_name": word, "original": "o", "digest": "o"})
	h.money(b, word)
	h.initiatives(b, word)
	h.measures(b, word)
	h.studies(b, word, accountID)
}

// initiatives fills one body with an initiative that runs, with a report that is
// final and one that is a draft, and one that is proposed.
func (h *shelf) initiatives(b, word string) {
	h.t.Helper()
	id := func(name string) string { return name + "-" + b }
	plan := fmt.Sprintf(`{"marks":[{"id":%q,"milestone":true,"label":%q,"from":"2026-03-01","version":1}],"assumptions":[{"id":%q,"text":%[2]q,"on":"2026-12-24"}],
		"cycles":[{"id":%[4]q,"number":1,"version":1}],"drivers":[{"id":%[5]q,"rank":"driver","text":%[2]q}]}`, id("mk"), word, id("as"), id("cy"), id("dr"))
	for name, state := range map[string]string{"in": "running", "ip": "proposed"} {
		h.put("initiative", map[string]any{"id": id(name), "slug": id(name), "title": word + " indsats", "body_id": id("o")})
		h.put("initiative_life", map[string]any{"initiative_id": id(name), "body_id": id("o"), "state": state, "born": true, "start_date": "2026-01-01", "plan": plan, "version": 1})
	}
	content := fmt.Sprintf(`{"title":%q,"body":%[1]q,"kind":"status","from":"2026-01-01","to":"2026-06-30","asked":"2026-07-01T10:00:00Z","words":%[1]q}`, word)
	for name, r := range map[string]map[string]any{"rf": {"number": 1, "content": content, "frozen_at": 1}, "rd": {"number": 2}} {
		row := map[string]any{"id": id(name), "initiative_id": id("in"), "kind": "status", "from_day": "2026-01-01", "to_day": "2026-06-30", "version": 1}
		maps.Copy(row, r)
		h.put("report", row)
	}
}

// money gives one body a fund with two years of which one is closed, money received
// and allocated, and a file of bookings on its way in.
func (h *shelf) money(b, word string) {
	id := func(name string) string { return name + "-" + b }
	h.put("decision", map[string]any{"id": id("dm"), "body_id": id("o"), "title": word, "text": word, "outcome": "approved", "date": "2024-02-01", "state": "in-force"})
	h.put("ledger_fund", map[string]any{"id": id("fu"), "body_id": id("o"), "name": word + " pulje", "source": word})
	for year, state := range map[int]string{2023: "closed", 2024: "open"} {
		h.put("ledger_period", map[string]any{"fund_id": id("fu"), "year": year, "through": year, "granted": -1, "state": state, "changed_by": word, "version": 1})
	}
	h.put("ledger_purpose", map[string]any{"id": id("pu"), "fund_id": id("fu"), "name": word + " formål"})
	for _, e := range []struct {
		id, kind, purpose string
		amount            int
		accounts          [2]string
	}{{"er", "received", "", 9_000_00, [2]string{"source", "available"}}, {"ea", "allocated", id("pu"), 4_000_00, [2]string{"available", "committed"}}} {
		h.put("ledger_entry", map[string]any{"id": id(e.id), "fund_id": id("fu"), "kind": e.kind, "date": "2024-02-01", "year": 2024, "purpose_id": e.purpose, "amount": e.amount,
			"decision_id": id("dm"), "text": word, "letter": word})
		for line, account := range e.accounts {
			amount := e.amount * (2*line - 1)
			h.put("ledger_posting", map[string]any{"entry_id": id(e.id), "line": line, "fund_id": id("fu"), "year": 2024, "date": "2024-02-01", "kind": e.kind, "account": account, "purpose_id": e.purpose, "amount": amount})
			h.put("ledger_month", map[string]any{"fund_id": id("fu"), "month": "2024-02", "year": 2024, "kind": e.kind, "account": account, "purpose_id": e.purpose, "amount": amount})
		}
	}
	h.put("ledger_import", map[string]any{"id": id("li"), "fund_id": id("fu"), "digest": h.kept("Dato;Beløb;Tekst\n01-03-2024;12,50;" + word + "\n"), "name": word + ".csv", "state": "read"})
}

// An attempt is a request of somebody of body b1. What is written ¤ is the body
// whose thing it reaches for inside something of b1.
type attempt struct {
	method, address, form string
	same                  bool // b1 would be told the same of its own: only the other body is looked after
}

// attempts are one or more of every route that is bound to a body and takes more
// ids than the one that binds it.
var attempts = []attempt{
	{"GET", "/arbejde/organ/et/medlemmer/seat-¤", "", false},
	{"POST", "/arbejde/organ/et/medlemmer/seat-¤", "goer=op", false},
	{"POST", "/arbejde/organ/et/medlemmer/seat-¤", "goer=gem&version=1&navn=Ny+Nysen&vegne=Skagerby+Kommune&side=municipality&rolle=member&fra=2026-01-01", false},
	{"POST", "/arbejde/organ/et/medlemmer/sub-¤", "goer=slut&version=1&sidste=2027-12-31", false},
	{"POST", "/arbejde/organ/et/medlemmer", "goer=tilfoej&navn=Ny+Vikar&vegne=Skagerby+Kommune&side=municipality&rolle=substitute&for=seat-¤&grundlag=x&fra=2026-01-01", false},
	{"POST", "/arbejde/moede/n-b1/deltagere", "goer=svar&plads=seat-¤&svar=maaske", false},
	{"POST", "/arbejde/moede/n-b1/deltagere", "goer=svar&plads=seat-b1&svar=afbud&stedfortraeder=sub-¤", false},
	{"POST", "/arbejde/moede/n-b1/svar", "svar=afbud&stedfortraeder=sub-¤", false},
	{"GET", "/arbejde/organ/et/datoer/po-¤", "", false},
	{"GET", "/arbejde/organ/et/datoer/po-¤/svar", "", false},
	{"POST", "/arbejde/organ/et/datoer/po-¤/svar", "dato-0=yes", false},
	{"POST", "/arbejde/organ/et/datoer/po-¤", "goer=mind", false},
	{"POST", "/arbejde/organ/et/datoer/po-¤", "goer=planlaeg-0", false},
	{"POST", "/arbejde/organ/et/datoer/po-¤", "goer=luk", true},
	{"POST", "/arbejde/moede/n-b1/dagsorden", "goer=ned:u-¤", false},
	{"POST", "/arbejde/moede/n-b1/dagsorden", "goer=orden&grundlag=1&orden=u-¤+v-¤", false},
	{"POST", "/arbejde/moede/n-b1/dagsorden", "goer=tag-af:v-¤", false},
	{"POST", "/arbejde/moede/n-b1/dagsorden", "goer=saet-tilbage:p-¤", false},
	{"GET", "/arbejde/punkt/u-b1/felt/recommendation.ru-¤", "", false},
	{"POST", "/arbejde/punkt/u-b1/felt/recommendation.ru-¤", "grundlag=1&tekst=andet", false},
	{"POST", "/arbejde/punkt/u-b1/felt/section.su-¤", "grundlag=0&tekst=andet", false},
	{"POST", "/arbejde/punkt/u-b1", "goer=op-linje:ru-¤", false},
	{"POST", "/arbejde/punkt/u-b1", "goer=gem&hedder.su-¤=Nyt&tekst.section.su-¤=nyt&grundlag.section.su-¤=1", false},
	{"POST", "/arbejde/punkt/u-b1", "goer=fjern-afsnit:su-¤", false},
	{"POST", "/arbejde/punkt/u-b1", "goer=fjern-linje:ru-¤", false},
	{"GET", "/arbejde/punkt/p-b1/bilag/ap-¤", "", true},
	{"GET", "/arbejde/punkt/p-b1/bilag/ap-¤?udgave=1", "", true},
	{"POST", "/arbejde/punkt/u-b1/bilag/au-¤", "goer=op", false},
	{"POST", "/arbejde/punkt/u-b1/bilag/au-¤", "version=1&navn=Nyt&tilstand=to-follow&frist=2027-01-02", false},
	{"POST", "/arbejde/punkt/u-b1/bilag/au-¤/fil", "FILE", false},
	{"POST", "/arbejde/punkt/p-b1/send", "goer=kopi&moede=n-¤", false},
	{"POST", "/arbejde/organ/et/bagkatalog", "goer=vaelg&emne=follow-up+f-¤&moede=n-b1", false},
	{"POST", "/arbejde/organ/et/bagkatalog", "goer=vaelg&emne=chair-decision+dx-b1&moede=n-¤", false},
	{"POST", "/arbejde/organ/et/bagkatalog", "goer=afvis&punkt=w-¤&hvorfor=x", false},
	{"POST", "/arbejde/organ/et/bagkatalog", "goer=tilbage&punkt=w-¤", false},
	{"POST", "/arbejde/organ/et/bagkatalog", "goer=optag&punkt=w-b1&moede=n-¤", false},
	{"POST", "/arbejde/organ/et/bagkatalog", "goer=optag&punkt=w-¤&moede=n-b1", false},
	{"POST", "/arbejde/organ/et/bagkatalog", "goer=fravaelg&emne=follow-up+f-¤&hvorfor=x", true},
	{"POST", "/arbejde/organ/et/skabeloner", "goer=skabelon&moede=m-¤&navn=Ny", false},
	{"POST", "/arbejde/organ/et/skabeloner", "goer=brug&skabelon=te-¤&moede=n-b1", false},
	{"POST", "/arbejde/organ/et/skabeloner", "goer=brug&skabelon=te-b1&moede=n-¤", false},
	{"POST", "/arbejde/organ/et/skabeloner", "goer=slet&skabelon=te-¤", false},
	{"POST", "/arbejde/moede/m-b1/moede", "goer=punkt&punkt=p-¤", false},
	{"GET", "/arbejde/moede/m-b1/moede?punkt=p-¤", "", false},
	{"POST", "/arbejde/moede/m-b1/fremmoede", "goer=tider&hvem=at-¤&fra=12.00&til=", false},
	{"POST", "/arbejde/punkt/p-b1/referat", "goer=udfald&linje=rp-¤&udfald=approved", false},
	{"POST", "/arbejde/punkt/p-b1/referat", "goer=opfoelgning&hvad=Skriv&organisation=&ejer=&frist=2027-01-01&plads=seat-¤", false},
	{"POST", "/arbejde/punkt/p-b1/referat", "goer=stemme&om=x&linje=rp-¤&stemme-seat-b1=no", false},
	{"POST", "/arbejde/punkt/p-b1/referat", "goer=stemme&om=x&stemme-seat-¤=no", false},
	{"POST", "/arbejde/punkt/p-b1/referat", "goer=mindretal&afstemning=vote-b1&hvem=seat-¤&udtalelse=Nej", false},
	{"POST", "/arbejde/punkt/p-b1/referat", "goer=mindretal&afstemning=vote-¤&hvem=seat-¤&udtalelse=Nej", false},
	{"POST", "/arbejde/punkt/p-b1/referat", "goer=slet-stemme&afstemning=vote-¤", true}, // has a dissent by now
	{"POST", "/arbejde/punkt/p-b1/referat/linje/rp-¤", "grundlag=0&tekst=idet", false},
	{"POST", "/arbejde/punkt/p-b1/ordet", "goer=af-listen&taler=sp-¤", false},
	{"POST", "/arbejde/punkt/p-b1/ordet", "goer=inhabil&hvem=seat-¤&grund=x", false},
	{"POST", "/arbejde/punkt/p-b1/ordet", "goer=afgoer&melding=rec-¤&inhabil=ja", true}, // there has been a vote
	{"POST", "/arbejde/moede/m-b1/fremmoede", "goer=gik&hvem=at-¤", false},
	{"POST", "/arbejde/moede/m-b1/fremmoede", "goer=stedfortraeder&for=seat-b1&plads=sub-¤&grundlag=x", false},
	{"POST", "/arbejde/moede/m-b1/fremmoede", "goer=stedfortraeder&for=seat-¤&navn=Ny&grundlag=x", true},
	{"POST", "/arbejde/moede/m-b1/fremmoede", "goer=kom&hvem=at-¤", false},
	{"POST", "/arbejde/moede/m-b1/fremmoede", "goer=afbud&hvem=at-¤&afbud=ja", false},
	{"POST", "/arbejde/moede/m-b1/foelg/noter/p-¤", "grundlag=0&tekst=note", false},
	{"GET", "/arbejde/moede/h-b1/udgivelse/pub-¤/udskrift.pdf", "", false},
	{"POST", "/arbejde/moede/h-b1/udgivelse/pub-¤/fund", "fund=fi-b1&grund=Det+er+kontorets", false},
	{"POST", "/arbejde/moede/h-b1/udgivelse/pub-b1/fund", "fund=fi-¤&grund=Det+er+kontorets", true}, // is answered by now
	{"POST", "/arbejde/moede/h-b1/udgivelse/pub-¤/bilag", "goer=hold&bilag=ahp-b1&grund=x", false},
	{"POST", "/arbejde/moede/h-b1/udgivelse/pub-b1/bilag", "goer=hold&bilag=ahp-¤&grund=x", false},
	{"POST", "/arbejde/moede/h-b1/udgivelse/pub-b1/bilag", "goer=vis&bilag=ahp-¤", false},
	{"POST", "/arbejde/moede/h-b1/udgivelse/pub-¤/godkend", "digest=d", true},
	{"POST", "/arbejde/moede/h-b1/udgivelse/pub-¤/udgiv", "digest=d", true},
	{"POST", "/arbejde/moede/h-b1/udgivelse/pub-¤/traek", "grund=error", true},
	{"POST", "/arbejde/moede/h-b1/udgivelse/frigiv", "punkt=hp-¤&grund=x", false},
	{"GET", "/arbejde/moede/h-b1/godkendelse/sammenlign?fra=1&til=3", "", false},
	{"POST", "/arbejde/moede/h-b1/godkendelse/bemaerk", "punkt=hp-¤&tekst=x", false},
	{"POST", "/arbejde/moede/h-b1/godkendelse/svar", "bemaerkning=co-¤&afgoerelse=taken&tekst=x", false},
	{"POST", "/arbejde/organ/et/opfoelgning/f-b1", "goer=ejer&version=1&plads=seat-¤&frist=2027-02-02&grund=x", false},
	{"POST", "/arbejde/organ/et/opfoelgning/f-¤", "goer=ejer&version=1&plads=seat-b1&organisation=Skagerby+Kommune&ejer=Bo&frist=2027-02-02&grund=x", true},
	{"POST", "/arbejde/organ/et/opfoelgning/f-¤", "goer=offentlig&offentlig=Gjort", false},
	{"POST", "/arbejde/organ/et/opfoelgning/f-¤", "goer=meld&hvordan=reported&tekst=Godt", false},
	{"POST", "/arbejde/organ/et/opfoelgning/f-¤", "goer=stand&hvordan=done", false},
	{"POST", "/arbejde/organ/et/opfoelgning", "goer=ny&tekst=Ny&frist=2027-02-02&plads=seat-¤", false},
	{"POST", "/arbejde/organ/et/opfoelgning", "goer=ny&tekst=Nyere&frist=2027-02-02&organisation=Skagerby&beslutning=de-¤", false},
	{"POST", "/opfoelgning/f-¤", "hvordan=reported&tekst=x", true}, // is done by now
	{"POST", "/arbejde/organ/et/beslutninger/dx-¤", "goer=moede&moede=n-b1", false},
	{"POST", "/arbejde/organ/et/beslutninger/dx-b1", "goer=moede&moede=n-¤", false},
	{"POST", "/arbejde/organ/et/beslutninger/de-b1", "goer=erstat&af=dx-¤", false},
	{"POST", "/arbejde/organ/et/beslutninger/dx-¤", "goer=traek&grund=x", false},
	{"POST", "/arbejde/organ/et/journal/j-¤", "goer=ret&version=1&dato=2026-11-02&emne=Nyt", false},
	{"POST", "/arbejde/organ/et/journal", "goer=mangler&bilag=ap-¤", false},
	{"GET", "/arbejde/organ/et/midler/fu-¤", "", false},
	{"GET", "/arbejde/organ/et/midler/fu-¤/poster.csv", "", false},
	{"GET", "/arbejde/organ/et/midler/fu-¤/poster.xlsx", "", false},
	{"POST", "/arbejde/organ/et/midler/fu-¤", "goer=tilsagn&aar=2024&tilsagn=9.000", false},
	{"POST", "/arbejde/organ/et/midler/fu-¤", "goer=periode&aar=2026&til=2026", false},
	{"POST", "/arbejde/organ/et/midler/fu-b1", "goer=foer&slags=allocated&dato=2024-05-05&aar=2024&beloeb=5&formaal=Nyt&beslutning=dm-¤&bekraeft=1&noegle=x", false},
	{"POST", "/arbejde/organ/et/midler/fu-¤", "goer=foer&slags=booked&dato=2024-05-05&aar=2024&beloeb=5&formaal=Nyt&bekraeft=1&noegle=y", false},
	{"POST", "/arbejde/organ/et/midler/fu-b1", "goer=tilbage&post=ea-¤&grund=Fejl", false},
	{"POST", "/arbejde/organ/et/midler/fu-b1", "goer=genaabn&aar=2023&version=1&beslutning=dm-¤&grund=Fejl", false},
	{"POST", "/arbejde/organ/et/midler/fu-¤", "goer=luk&aar=2024&version=1", true}, // has changed by now
	{"GET", "/arbejde/organ/et/midler/fu-¤/import", "", false},
	{"POST", "/arbejde/organ/et/midler/fu-¤/import", "FILE", true}, // is no file of bookings
	{"GET", "/arbejde/organ/et/midler/fu-b1/import/li-¤", "", false},
	{"GET", "/arbejde/organ/et/midler/fu-¤/import/li-¤", "", false},
	{"POST", "/arbejde/organ/et/midler/fu-b1/import/li-b1", "aar=2024&kode-0=&formaal-0=pu-¤", false},
	{"POST", "/arbejde/organ/et/midler/fu-b1/import/li-¤", "aar=2024&kode-0=&formaal-0=pu-b1&goer=bogfoer&bekraeft=1", true}, // its allocation is reversed by now
	{"POST", "/arbejde/organ/et/indsatser", "goer=tag&indsats=in-¤", false},
	{"POST", "/arbejde/organ/et/indsatser", "goer=overtag&indsats=in-¤&beslutning=de-b1", true},
	{"POST", "/arbejde/indsats/ip-b1", "goer=dagsorden&moede=n-¤", false},
	{"POST", "/arbejde/indsats/ip-b1", "goer=trin&set=0&til=approved&beslutning=de-¤", true}, // is replaced by now
	{"POST", "/arbejde/indsats/in-b1/case", "goer=naaet:mk-¤&naaet.mk-¤=2026-11-01", false},
	{"POST", "/arbejde/indsats/in-b1/case", "goer=eftersyn:as-¤&fund.as-¤=holder&igen.as-¤=2027-02-02", false},
	{"POST", "/arbejde/indsats/in-b1/afproevning", "goer=gem&tekst.cycle-cy-¤-data=x&grundlag.cycle-cy-¤-data=0", false},
	{"POST", "/arbejde/indsats/in-b1/drivere", "goer=kasse&under=dr-¤&slags=idea&tekst=x", false},
	{"GET", "/arbejde/indsats/in-b1/felt/cycle-cy-¤-data", "", false},
	{"POST", "/arbejde/indsats/in-b1/felt/cycle-cy-¤-data", "grundlag=1&tekst=y", false},
	{"GET", "/arbejde/indsats/in-b1/rapporter/rf-¤", "", false},
	{"GET", "/arbejde/indsats/in-b1/rapporter/rf-¤/igen", "", false},
	{"GET", "/arbejde/indsats/in-b1/rapporter/rf-¤/udskrift", "", false},
	{"GET", "/arbejde/indsats/in-b1/rapporter/rf-¤/rapport.pdf", "", false},
	{"GET", "/arbejde/indsats/in-b1/rapporter/rf-¤/rapport.docx", "", false},
	{"GET", "/arbejde/indsats/in-b1/rapporter/rf-¤/felt/words", "", false},
	{"POST", "/arbejde/indsats/in-b1/rapporter/rd-¤/felt/words", "grundlag=0&tekst=x", false},
	{"POST", "/arbejde/indsats/in-b1/rapporter/rd-¤", "goer=haendelser&version=1&antal.mild=1", false},
	{"POST", "/arbejde/indsats/in-b1/rapporter/rd-¤", "goer=faerdig&version=2", false},
	{"POST", "/arbejde/indsats/in-b1/rapporter/rf-b1", "goer=dagsorden&version=1&moede=n-¤", false},
	{"POST", "/arbejde/indsats/in-b1/rapporter/rf-¤", "goer=dagsorden&version=1&moede=n-b1", false},
	{"POST", "/arbejde/indsats/in-b1/rapporter/rf-¤", "goer=udgiv&version=1", true}, // the public knows of neither
}

// single are the routes of bodies whose only id is the one that binds them.
var single = []string{
	"POST /arbejde/organ/{organ}/plan", "POST /arbejde/organ/{organ}/plan/raekke", "POST /arbejde/organ/{organ}/plan/regler", "POST /arbejde/organ/{organ}/lokaler",
	"POST /arbejde/moede/{moede}/plan", "POST /arbejde/organ/{organ}/datoer", "POST /arbejde/moede/{moede}/dagsorden/send", "POST /arbejde/punkt/{punkt}/bilag",
	"POST /arbejde/punkt/{punkt}/skabelon", "POST /arbejde/organ/{organ}/forslag", "POST /arbejde/punkt/{punkt}/referat/{felt}", "POST /arbejde/moede/{moede}/foelg/ord",
	"POST /arbejde/moede/{moede}/skaerm/link", "POST /arbejde/moede/{moede}/godkendelse", "POST /arbejde/moede/{moede}/godkendelse/send",
	"POST /arbejde/indsats/{indsats}/rapporter", "POST /arbejde/indsats/{indsats}/maalinger",
	"POST /arbejde/organ/{organ}/midler", "POST /arbejde/moede/{moede}/godkendelse/bed", "POST /arbejde/moede/{moede}/godkendelse/punkt", "POST /arbejde/moede/{moede}/udgivelse/klar",
}

// elsewhere are the rooms of hearings and round-ups. This
// test is of the meeting year, and says nothing of them.
var elsewhere = []string{"/hoering", "/opsamling"}

// TestForeignIDs lets somebody who may everything in one body name things of
// another inside addresses and forms of their own. Nothing of the other body is
// read, changed or pointed to; and the same request with their own id gets
// through, or the test would show nothing.
func TestForeignIDs(t *testing.T) {
	h := newShelf(t)
	accountID, _, err := h.s.Visitor(t.Context(), "Gerda Holm", access.Secretariat, "")
	if err != nil {
		t.Fatal(err)
	}
	other, _, err := h.s.Visitor(t.Context(), "Anden Andensen", access.Member, "")
	if err != nil {
		t.Fatal(err)
	}
	h.fill("b1", "et", "Aaben", accountID)
	h.fill("b2", "to", secret, other)
	if err := h.s.Exec(t.Context(), `UPDATE role_grant SET body_id = 'o-b1' WHERE account_id = $1`, accountID); err != nil {
		t.Fatal(err)
	}
	for _, role := range []access.Role{access.Chair, access.Member} {
		if _, err := h.s.Accounts.Grant(t.Context(), access.Grant{AccountID: accountID, Role: role, BodyID: "o-b1"}, "test"); err != nil {
			t.Fatal(err)
		}
	}
	token, err := h.s.Accounts.SignInBy(t.Context(), access.Identity{Provider: "https://id.skagerby.example", Subject: accountID}, access.Browser{}, "")
	if err != nil {
		t.Fatal(err)
	}
	before := h.other()
	for _, a := range attempts {
		answer := h.ask(token, a, "b2")
		if body := html.UnescapeString(answer.Body.String()); strings.Contains(body, secret) || answer.Code == http.StatusInternalServerError {
			t.Errorf("%s %s %s: status %d, and the other body is told of:\n%s", a.method, a.address, a.form, answer.Code, around(body, secret))
		}
		if after := h.other(); !slices.Equal(before, after) {
			t.Errorf("%s %s %s: status %d, and this was changed of the other body:\n%s", a.method, a.address, a.form, answer.Code, strings.Join(changed(before, after), "\n"))
			before = after
		}
	}
	for _, a := range attempts {
		if answer := h.ask(token, a, "b1"); !a.same && answer.Code >= 400 {
			t.Errorf("%s %s %s: status %d with one's own:\n%s", a.method, a.address, a.form, answer.Code, around(html.UnescapeString(answer.Body.String()), "alert"))
		}
	}
}

// TestClosedAndDraftsStayInside opens every page of a body as those of its people who
// see neither closed doors nor drafts. Whatever is closed, and whatever was written
// since the agenda was sent, has a word that must not be there.
func TestClosedAndDraftsStayInside(t *testing.T) {
	h := newShelf(t)
	accountID, _, err := h.s.Visitor(t.Context(), "Bo Bosen", access.Secretariat, "")
	if err != nil {
		t.Fatal(err)
	}
	h.fill("b1", "et", "Aaben", accountID)
	for _, query := range []string{
		// The item that is sent open and closed since, or the other way, is being changed.
		`UPDATE draft_item SET supplement = -1 WHERE id = 'p-b1'`,
		`UPDATE draft_item SET supplement = -1, closed = false WHERE id = 'hp-b1'`,
		`UPDATE draft_field SET text = 'Hemmelig' WHERE object IN ('p-b1', 'u-b1', 'v-b1', 'w-b1', 'hp-b1')`,
		`UPDATE draft_section SET heading = 'Hemmelig'`,
		`UPDATE draft_attachment SET name = 'Hemmelig' WHERE item_id <> 'p-b1'`,
		`UPDATE dispatch SET content = REPLACE(content, 'Aaben', 'Hemmelig') WHERE meeting_id = 'h-b1'`,
		`UPDATE minutes_version SET content = REPLACE(REPLACE(content, 'Aaben', 'Hemmelig'), '"Name":"Hemmelig"', '"Name":"Bo"')`,
		`UPDATE minutes_comment SET item_id = 'hp-b1', text = 'Hemmelig', name = 'Hemmelig'`,
		`UPDATE decision SET closed = true, item_id = 'hp-b1', title = 'Hemmelig', text = 'Hemmelig' WHERE id = 'de-b1'`,
		`UPDATE decision SET replaced_by = 'de-b1', state = 'replaced' WHERE id = 'dx-b1'`,
		`UPDATE follow_up SET closed = true, text = 'Hemmelig', owner = 'Hemmelig', organization = 'Hemmelig'`,
		`UPDATE journal_entry SET closed = true, theme = 'Hemmelig', party = 'Hemmelig'`,
		`UPDATE agenda_template SET name = 'Hemmelig'`,
	} {
		if err := h.s.Exec(t.Context(), query); err != nil {
			t.Fatalf("%s: %v", query, err)
		}
	}
	h.put("sitting", map[string]any{"meeting_id": "h-b1", "state": "closed", "opened_at": 1, "closed_at": 2, "next_event": 2, "version": 1})
	h.put("sitting_event", map[string]any{"meeting_id": "h-b1", "number": 1, "kind": "released", "item_id": "hp-b1", "closed": true, "data": `{"item":"hp-b1","text":"Hemmelig","Item":"hp-b1","Text":"Hemmelig"}`})
	things := map[string][]string{"{moede}": {"m-b1", "n-b1", "h-b1"}, "{punkt}": {"p-b1", "u-b1", "w-b1", "hp-b1"}, "{organ}": {"et"}, "{bilag}": {"ap-b1", "ahp-b1", "au-b1"},
		"{afstemning}": {"po-b1"}, "{plads}": {"seat-b1"}, "{felt}": {"title"}, "{udgave}": {"pub-b1"}}
	pages := 0
	for _, role := range []access.Role{access.Guest, access.Lead} {
		_, token, err := h.s.Visitor(t.Context(), "Gustav "+string(role), role, "o-b1")
		if err != nil {
			t.Fatal(err)
		}
		for _, l := range h.s.Pages.Routes() {
			if l.Method != http.MethodGet || !l.OfBody && !strings.HasPrefix(l.Pattern, "/skrivebord") && l.Pattern != "/opfoelgning" || strings.HasSuffix(l.Pattern, "/stroem") {
				continue
			}
			addresses := []string{l.Pattern}
			for place, ids := range things {
				var more []string
				for _, address := range addresses {
					for _, id := range ids {
						if one := strings.ReplaceAll(address, place, id); !slices.Contains(more, one) {
							more = append(more, one)
						}
					}
				}
				addresses = more
			}
			for _, address := range addresses {
				answer := h.ask(token, attempt{method: "GET", address: address}, "")
				if body := html.UnescapeString(answer.Body.String()); strings.Contains(body, secret) || answer.Code == http.StatusInternalServerError {
					t.Errorf("%s: GET %s: status %d, with what is closed or a draft:\n%s", role, address, answer.Code, around(body, secret))
				}
				if answer.Code == http.StatusOK {
					pages++
				}
			}
		}
	}
	if pages < 40 {
		t.Errorf("only %d pages were opened", pages)
	}
}

// TestForeignIDsAreTriedEverywhere fails for a new route that nobody has thought of.
func TestForeignIDsAreTriedEverywhere(t *testing.T) {
	mux := http.NewServeMux()
	tried := map[string]bool{}
	for _, l := range running.Pages.Routes() {
		mux.HandleFunc(l.Method+" "+l.Pattern, func(_ http.ResponseWriter, r *http.Request) { tried[r.Pattern] = true })
	}
	for _, a := range attempts {
		mux.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest(a.method, a.address, nil))
	}
	for _, l := range running.Pages.Routes() {
		key := l.Method + " " + l.Pattern
		inner := l.Method == http.MethodPost || strings.Count(l.Pattern, "{") > 1
		if l.OfBody && inner && !slices.ContainsFunc(elsewhere, func(room string) bool { return strings.Contains(l.Pattern, room) }) && tried[key] == slices.Contains(single, key) {
			t.Errorf("%s: tried %v; put it among the attempts, or say that it takes one id", key, tried[key])
		}
	}
}

func (h *shelf) ask(token string, a attempt, of string) *httptest.ResponseRecorder {
	h.t.Helper()
	values, err := url.ParseQuery(strings.ReplaceAll(a.form, "¤", of))
	if err != nil {
		h.t.Fatal(err)
	}
	kind, body := "application/x-www-form-urlencoded", bytes.NewBufferString(values.Encode())
	if a.form == "FILE" {
		body.Reset()
		w := multipart.NewWriter(body)
		file, err := w.CreateFormFile("fil", "a.txt")
		if err == nil {
			_, err = file.Write([]byte("en fil"))
		}
		if err == nil {
			err = w.Close()
		}
		if err != nil {
			h.t.Fatal(err)
		}
		kind = w.FormDataContentType()
	}
	r := httptest.NewRequest(a.method, strings.ReplaceAll(a.address, "¤", of), body)
	r.Header.Set("Content-Type", kind)
	r.AddCookie(&http.Cookie{Name: "klynge", Value: token})
	w := httptest.NewRecorder()
	h.s.ServeHTTP(w, r)
	return w
}

func around(text, word string) string {
	if i := strings.Index(text, word); i >= 0 {
		return text[max(0, i-200):min(len(text), i+600)]
	}
	return text[:min(len(text), 400)]
}

func changed(before, after []string) (lines []string) {
	for _, row := range before {
		if !slices.Contains(after, row) {
			lines = append(lines, "- "+row)
		}
	}
	for _, row := range after {
		if !slices.Contains(before, row) {
			lines = append(lines, "+ "+row)
		}
	}
	return lines
}
