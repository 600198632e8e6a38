package publication

import (
	"context"
	"encoding/json"
	"net/http"
	"slices"
	"strings"

	"klynge/internal/access"
	"klynge/internal/db"
	"klynge/internal/fault"
	"klynge/internal/minutes"
	"klynge/internal/paper"
	"klynge/internal/reader/reading"
)

// change lets somebody change a publication that is on its way. What was cleared
// must be cleared again: another than the author has not seen what it is now (R28).
func (s *Store) change(ctx context.Context, who access.Who, need access.Permission, plannedID, publicationID string, do func(tx *db.Tx, p *Publication) error) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		p, err := findOf(ctx, tx, plannedID, publicationID)
		if err != nil {
			return err
		}
		if !who.May(need, p.BodyID) {
			return errMayNot
		}
		if !p.State.Waits() {
			return errNotOpen
		}
		if err := do(tx, &p); err != nil {
			return err
		}
		if err := p.fill(ctx, tx); err != nil {
			return err
		}
		if p.Digest, err = digestOf(p); err != nil {
			return err
		}
		content, err := encode(p.Reading)
		if err != nil {
			return err
		}
		p.Second = p.Second || NeedsSecond(false, p.Findings)
		return p.guard(tx.ExecContext(ctx, `UPDATE publication SET state = $3, second = $4, content = $5, digest = $6, cleared_by = '', cleared_name = '',
			cleared_at = NULL, row_version = row_version + 1 WHERE id = $1 AND row_version = $2`, p.ID, p.Row, settle(p.Findings), p.Second, content, p.Digest))
	})
}

// guard fails when no row was changed: somebody was there first.
func (p Publication) guard(result interface{ RowsAffected() (int64, error) }, err error) error {
	if err != nil {
		return err
	}
	n, err := result.RowsAffected()
	if err == nil && n == 0 {
		return errChanged
	}
	return err
}

// Accept lets a finding stand, for a reason (see [Finding.Accept]).
func (s *Store) Accept(ctx context.Context, who access.Who, plannedID, publicationID, findingID, reason string) (err error) {
	defer fault.In(&err, "publication: accept %s", findingID)
	return s.change(ctx, who, access.ClearPublication, plannedID, publicationID, func(tx *db.Tx, p *Publication) error {
		i := slices.IndexFunc(p.Findings, func(f Finding) bool { return f.ID == findingID })
		if i < 0 {
			return fault.New(fault.Missing, "Fundet findes ikke længere. Intet er ændret. Hent siden igen.")
		}
		reason = strings.TrimSpace(reason)
		if err := p.Findings[i].Accept(*p, who.Account.ID, reason); err != nil {
			return err
		}
		if err := answer(ctx, tx, p.ID, []string{findingID}, Accepted, reason, who); err != nil {
			return err
		}
		return record(ctx, tx, p.ID, "settled", who.Account.ID, who.Account.Name, reason)
	})
}

// answer says what somebody made of findings.
func answer(ctx context.Context, tx *db.Tx, publicationID string, ids []string, state Settled, reason string, who access.Who) error {
	for _, id := range ids {
		if _, err := tx.ExecContext(ctx, `UPDATE publication_finding SET state = $3, reason = $4, settled_by = $5, settled_name = $6, settled_at = $7
			WHERE id = $1 AND publication_id = $2`, id, publicationID, state, reason, who.Account.ID, who.Account.Name, tx.Now.UnixMicro()); err != nil {
			return err
		}
	}
	return nil
}

// Blot hides the civil registration numbers in the text that will be public. The
// working record keeps them; whoever owns it should put it right there.
func (s *Store) Blot(ctx context.Context, who access.Who, plannedID, publicationID string) (err error) {
	defer fault.In(&err, "publication: blot %s", publicationID)
	return s.change(ctx, who, access.Publish, plannedID, publicationID, func(tx *db.Tx, p *Publication) error {
		masked, err := mask(p.Reading)
		if err != nil {
			return err
		}
		left := map[string]bool{}
		for _, f := range Scan(Pieces(masked), knownOf(masked)) {
			if f.Kind == PersonalNumber {
				left[f.Place] = true
			}
		}
		var gone []string
		for _, f := range p.Findings {
			if f.Kind == PersonalNumber && f.Digest == "" && f.State == Open && !left[f.Place] {
				gone = append(gone, f.ID)
			}
		}
		if len(gone) == 0 {
			return fault.New(fault.Conflict, "Nummeret kan ikke dækkes til her, for eksempel fordi det er delt over to afsnit. Intet er ændret. "+
				"Ret teksten, og gør en ny udgave klar.")
		}
		p.Reading = masked
		if err := answer(ctx, tx, p.ID, gone, Removed, "dækket til", who); err != nil {
			return err
		}
		return record(ctx, tx, p.ID, "settled", who.Account.ID, who.Account.Name, "CPR-numre i teksten er dækket til")
	})
}

// mask returns a reading with the civil registration numbers of all its texts
// hidden. Every text keeps its length, so that passages keep their places.
func mask(r *reading.Reading) (*reading.Reading, error) {
	content, err := encode(r)
	if err != nil {
		return nil, err
	}
	var tree any
	if err := json.Unmarshal([]byte(content), &tree); err != nil {
		return nil, err
	}
	encoded, err := json.Marshal(maskTree(tree))
	if err != nil {
		return nil, err
	}
	var masked reading.Reading
	return &masked, json.Unmarshal(encoded, &masked)
}

func maskTree(tree any) any {
	switch t := tree.(type) {
	case string:
		return paper.Mask(t)
	case []any:
		for i := range t {
			t[i] = maskTree(t[i])
		}
	case map[string]any:
		for key := range t {
			t[key] = maskTree(t[key])
		}
	}
	return tree
}

// Withhold keeps a file from the public. It stays listed by its name.
func (s *Store) Withhold(ctx context.Context, who access.Who, plannedID, publicationID, attachmentID, reason string) (err error) {
	defer fault.In(&err, "publication: withhold %s", attachmentID)
	if reason = strings.TrimSpace(reason); reason == "" {
		return fault.New(fault.Invalid, "Skriv, hvorfor bilaget holdes tilbage. Intet er ændret.")
	}
	return s.change(ctx, who, access.Publish, plannedID, publicationID, func(tx *db.Tx, p *Publication) error {
		i := p.fileAt(attachmentID)
		if i < 0 {
			return errNothing
		}
		if _, err := tx.ExecContext(ctx, `UPDATE publication_file SET withheld = $3, digest = '' WHERE publication_id = $1 AND attachment_id = $2`,
			p.ID, attachmentID, reason); err != nil {
			return err
		}
		if err := answer(ctx, tx, p.ID, p.openIn(attachmentID), Removed, "bilaget holdes tilbage", who); err != nil {
			return err
		}
		return record(ctx, tx, p.ID, "withheld", who.Account.ID, who.Account.Name, p.Files[i].Name)
	})
}

// openIn returns the ids of what is found in a file and not answered.
func (p Publication) openIn(attachmentID string) (ids []string) {
	for _, f := range p.Findings {
		if f.State == Open && strings.HasPrefix(f.Place, "bilag/"+attachmentID+"/") {
			ids = append(ids, f.ID)
		}
	}
	return ids
}

// Show lets a file that was withheld be public after all. It is looked through again.
func (s *Store) Show(ctx context.Context, who access.Who, plannedID, publicationID, attachmentID string) (err error) {
	defer fault.In(&err, "publication: show %s", attachmentID)
	p, err := s.Find(ctx, plannedID, publicationID)
	if err != nil {
		return err
	}
	i := p.fileAt(attachmentID)
	if i < 0 {
		return errNothing
	}
	f := p.Files[i]
	f.Withheld, f.Digest = "", f.Original
	return s.exchange(ctx, who, p, f, "shown")
}

// Redact shows another file in place of the one that was handed in, which stays
// closed (R31). The new one is looked through as the first was; that it is called
// redacted does not make it so.
func (s *Store) Redact(ctx context.Context, who access.Who, plannedID, publicationID, attachmentID, fileName string, data []byte) (err error) {
	defer fault.In(&err, "publication: redact %s", attachmentID)
	p, err := s.Find(ctx, plannedID, publicationID)
	if err != nil {
		return err
	}
	i := p.fileAt(attachmentID)
	switch {
	case i < 0:
		return errNothing
	case !who.May(access.Publish, p.BodyID):
		return errMayNot
	case len(data) == 0:
		return fault.New(fault.Invalid, "Filen er tom. Intet er ændret. Vælg den overstregede fil.")
	}
	f := p.Files[i]
	if f.Digest, err = s.keep(ctx, data); err != nil {
		return err
	}
	if f.Digest == f.Original {
		return fault.New(fault.Invalid, "Det er den samme fil som den, der er der i forvejen. Intet er ændret. Vælg den overstregede.")
	}
	f.Withheld, f.FileName, f.MediaType, f.Size = "", strings.TrimSpace(fileName), http.DetectContentType(data), int64(len(data))
	return s.exchange(ctx, who, p, f, "redacted")
}

// exchange puts a file in place of another, after looking through it.
func (s *Store) exchange(ctx context.Context, who access.Who, p Publication, f File, act string) error {
	found := s.lookInto(ctx, f, knownOf(p.Reading))
	return s.change(ctx, who, access.Publish, p.PlannedID, p.ID, func(tx *db.Tx, now *Publication) error {
		if now.Row != p.Row {
			return errChanged
		}
		if err := answer(ctx, tx, p.ID, now.openIn(f.AttachmentID), Redacted, "filen er skiftet ud", who); err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, `UPDATE publication_file SET withheld = '', digest = $3, file_name = $4, media_type = $5, size = $6, scanned_at = $7
			WHERE publication_id = $1 AND attachment_id = $2`, p.ID, f.AttachmentID, f.Digest, f.FileName, f.MediaType, f.Size, tx.Now.UnixMicro()); err != nil {
			return err
		}
		if err := addFindings(ctx, tx, p.ID, found, len(now.Findings)); err != nil {
			return err
		}
		return record(ctx, tx, p.ID, act, who.Account.ID, who.Account.Name, f.Name)
	})
}

// Clear says that another than the author has seen a publication through, as it was
// with a digest (R28).
func (s *Store) Clear(ctx context.Context, who access.Who, plannedID, publicationID, digest string) (err error) {
	defer fault.In(&err, "publication: clear %s", publicationID)
	return s.db.Write(ctx, func(tx *db.Tx) error {
		p, err := findOf(ctx, tx, plannedID, publicationID)
		if err != nil {
			return err
		}
		switch {
		case !who.May(access.ClearPublication, p.BodyID):
			return errMayNot
		case !who.MayClear(p.BodyID, p.Author):
			return fault.New(fault.Forbidden, "Du har selv gjort udgivelsen klar, så en anden skal se den igennem. Intet er ændret.")
		case p.State == Cleared:
			return fault.New(fault.Conflict, "%s har allerede set udgivelsen igennem. Intet er ændret.", p.Clearer)
		case p.State != Ready:
			return cmpErr(p.Publish(p.Version), errNotOpen)
		case !p.same(digest):
			return errChanged
		}
		if err := p.guard(tx.ExecContext(ctx, `UPDATE publication SET state = $3, cleared_by = $4, cleared_name = $5, cleared_at = $6,
			row_version = row_version + 1 WHERE id = $1 AND row_version = $2`, p.ID, p.Row, Cleared, who.Account.ID, who.Account.Name, tx.Now.UnixMicro())); err != nil {
			return err
		}
		return record(ctx, tx, p.ID, "cleared", who.Account.ID, who.Account.Name, "")
	})
}

// Disclose decides that what was decided on a closed item may be read (R32). The
// public sees it when a new text has gone through the gate.
func (s *Store) Disclose(ctx context.Context, who access.Who, plannedID, itemID, ground string) (err error) {
	defer fault.In(&err, "publication: disclose %s", itemID)
	if ground = strings.TrimSpace(ground); ground == "" {
		return fault.New(fault.Invalid, "Skriv, hvorfor beslutningen kan gøres offentlig. Intet er ændret.")
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		source, err := load(ctx, tx, plannedID, reading.Minutes)
		if err != nil {
			return err
		}
		switch {
		case !who.May(access.ClearPublication, source.Meeting.BodyID) || !who.May(access.ReadClosed, source.Meeting.BodyID):
			return errMayNot
		case !slices.ContainsFunc(source.items(), func(it minutes.Item) bool { return it.ID == itemID && it.Closed }):
			return fault.New(fault.Missing, "Punktet er ikke et lukket punkt på dette møde. Intet er ændret.")
		}
		_, err = tx.ExecContext(ctx, `INSERT INTO disclosure (planned_id, item_id, at, by_whom, by_name, ground) VALUES ($1, $2, $3, $4, $5, $6)
			ON CONFLICT (planned_id, item_id) DO NOTHING`, plannedID, itemID, tx.Now.UnixMicro(), who.Account.ID, who.Account.Name, ground)
		return err
	})
}
