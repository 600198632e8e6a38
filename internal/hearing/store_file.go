package hearing

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"io"
	"os"
	"slices"
	"strings"

	"klynge/internal/access"
	"klynge/internal/attachment"
	"klynge/internal/db"
	"klynge/internal/fault"
	"klynge/internal/id"
	"klynge/internal/publication"
	"klynge/internal/reader/extract"
)

// Files keep the bytes of papers and letters.
type Files interface {
	// Receive keeps a file and tells what it is, or why it is not taken in.
	Receive(ctx context.Context, claimed string, r io.Reader) (attachment.File, error)
	File(digest string) (*os.File, error)
}

// mostFile is how many bytes a paper or a letter may have.
const mostFile = 25 << 20

// mostFiles is how many files a hearing may have in all.
const mostFiles = 200

// receive takes a file in: it is looked through before it is kept.
func (s *Store) receive(ctx context.Context, u attachment.Upload, by string) (f File, err error) {
	if s.Files == nil {
		return f, invalid("Der kan ikke lægges filer op her. Intet er gemt.")
	}
	data, err := io.ReadAll(io.LimitReader(u.Bytes, mostFile+1))
	if err != nil {
		return f, err
	}
	if len(data) > mostFile {
		return f, fault.New(fault.TooLarge, "Filen er større end 25 MB. Intet er gemt. Gør den mindre, eller del den.")
	}
	if f.Doubts, err = look(ctx, data); err != nil {
		return f, err
	}
	got, err := s.Files.Receive(ctx, u.Name, bytes.NewReader(data))
	f.Name, f.Digest, f.MediaType, f.Size, f.By = got.FileName, got.Digest, got.MediaType, got.Size, by
	return f, err
}

// look looks through a file before it is kept, as a publication does. It refuses one
// that holds a civil registration number (R29), and returns what else somebody
// should look at (R30).
func look(ctx context.Context, data []byte) (doubts []Doubt, err error) {
	for _, f := range publication.Scan(publication.Inspect(ctx, "bilag", data, extract.DefaultLimits), publication.Known{}) {
		if f.Kind == publication.PersonalNumber {
			return nil, invalid("Der står noget i filen, som ligner et CPR-nummer. Filen er ikke gemt. Fjern nummeret, og læg den op igen.")
		}
		doubts = append(doubts, Doubt{f.Kind, f.Page, f.Excerpt})
	}
	return doubts, nil
}

// AttachFile gives a hearing a paper with its file. A paper of that name that was
// to follow has come with it; one that has a file gets another. Name is "" for the
// file's own. The same file twice changes nothing.
func (s *Store) AttachFile(ctx context.Context, who access.Who, hearingID, name string, u attachment.Upload) (p Paper, err error) {
	defer fault.In(&err, "hearing: file of %s", hearingID)
	if err := s.mayRun(ctx, who, hearingID); err != nil {
		return p, err
	}
	f, err := s.receive(ctx, u, who.Account.Name)
	if err != nil {
		return p, err
	}
	p.Name = strings.Join(strings.Fields(clean(name)), " ")
	if p.Name == "" {
		p.Name = attachment.Title(f.Name)
	}
	if len(p.Name) > longestTitle {
		return p, invalid("Bilagets navn er for langt. Intet er gemt. Skriv højst %d tegn.", longestTitle)
	}
	p.File = f
	return p, s.write(ctx, who, hearingID, func(tx *db.Tx, h *Hearing) error { return h.enclose(ctx, tx, &p, who.Account.Name) })
}

// mayRun says whether somebody may run a hearing, before a file is read.
func (s *Store) mayRun(ctx context.Context, who access.Who, hearingID string) error {
	return s.db.Read(ctx, func(tx *db.Tx) error {
		h, err := Find(ctx, tx, hearingID)
		if err == nil && !h.Runs(who) {
			err = errMayNot
		}
		return err
	})
}

// enclose keeps a paper with its file.
func (h *Hearing) enclose(ctx context.Context, tx *db.Tx, p *Paper, by string) error {
	i := slices.IndexFunc(h.Papers, func(x Paper) bool { return x.Name == p.Name })
	switch {
	case i >= 0 && h.Papers[i].File.Digest == p.File.Digest:
		*p = h.Papers[i]
		return nil
	case i >= 0:
		p.ID = h.Papers[i].ID
		if _, err := tx.ExecContext(ctx, `UPDATE hearing_paper SET url = '', due = '' WHERE id = $1`, p.ID); err != nil {
			return err
		}
	case len(h.Papers) >= mostProposals:
		return invalid("En høring kan have %d bilag. Intet er gemt.", mostProposals)
	default:
		p.ID = id.New(tx.Now)
		if _, err := tx.ExecContext(ctx, `INSERT INTO hearing_paper (id, hearing_id, name, url, due, made_at) VALUES ($1, $2, $3, '', '', $4)`,
			p.ID, h.ID, p.Name, tx.Now.UnixMicro()); err != nil {
			return err
		}
	}
	if err := h.keepFile(ctx, tx, p.File, p.ID, ""); err != nil || h.Sent.IsZero() {
		return err
	}
	return note(ctx, tx, h.ID, PaperCame, p.Name, by)
}

func (h *Hearing) keepFile(ctx context.Context, tx *db.Tx, f File, paperID, answerID string) error {
	var files int
	if err := tx.QueryRowContext(ctx, `SELECT COUNT(*) FROM hearing_file WHERE hearing_id = $1`, h.ID).Scan(&files); err != nil {
		return err
	}
	if files >= mostFiles {
		return invalid("En høring kan have %d filer. Intet er gemt.", mostFiles)
	}
	doubts, err := json.Marshal(append([]Doubt{}, f.Doubts...))
	if err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, `INSERT INTO hearing_file (id, hearing_id, paper_id, answer_id, number, file_name, digest, media_type, size, doubts, at, by_whom)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
		id.New(tx.Now), h.ID, null(paperID), null(answerID), files+1, f.Name, f.Digest, f.MediaType, f.Size, string(doubts), tx.Now.UnixMicro(), f.By)
	return err
}

// loadFiles puts files with their papers and answers. The last of a paper counts.
func (h *Hearing) loadFiles(ctx context.Context, tx *db.Tx) error {
	type placed struct {
		File
		paper, answer string
	}
	files, err := db.Collect(ctx, tx, func(r row) (f placed, err error) {
		var paper, answer sql.NullString
		var doubts string
		var at int64
		if err := r.Scan(&f.ID, &paper, &answer, &f.Name, &f.Digest, &f.MediaType, &f.Size, &doubts, &at, &f.By); err != nil {
			return f, err
		}
		f.paper, f.answer, f.At = paper.String, answer.String, instant(at)
		return f, json.Unmarshal([]byte(doubts), &f.Doubts)
	}, `SELECT id, paper_id, answer_id, file_name, digest, media_type, size, doubts, at, by_whom FROM hearing_file WHERE hearing_id = $1 ORDER BY number`, h.ID)
	for _, f := range files {
		for i := range h.Papers {
			if h.Papers[i].ID == f.paper {
				h.Papers[i].File = f.File
			}
		}
		for _, a := range h.Addressees {
			for i := range a.Answers {
				if a.Answers[i].ID == f.answer {
					a.Answers[i].Letter = f.File
				}
			}
		}
	}
	return err
}

// file returns the file of a paper of the hearing.
func (h Hearing) file(fileID string) (File, error) {
	for _, p := range h.Papers {
		if p.File.ID == fileID && p.File.There() {
			return p.File, nil
		}
	}
	return File{}, fault.New(fault.Missing, "Bilaget findes ikke.")
}

// letter returns the letter that an answer came in.
func (h Hearing) letter(fileID string) (File, error) {
	for _, a := range h.Addressees {
		for _, x := range a.Answers {
			if x.Letter.ID == fileID && x.Letter.There() {
				return x.Letter, nil
			}
		}
	}
	return File{}, fault.New(fault.Missing, "Brevet findes ikke.")
}

// Open opens the file of a paper for somebody who reads the hearing, or the letter
// that an answer came in for those who run it.
func (s *Store) Open(ctx context.Context, who access.Who, hearingID, fileID string) (f File, file *os.File, err error) {
	defer fault.In(&err, "hearing: open file %s", fileID)
	h, err := s.Find(ctx, who, hearingID)
	if err != nil {
		return f, nil, err
	}
	if f, err = h.file(fileID); err != nil && h.Runs(who) {
		f, err = h.letter(fileID)
	}
	return s.hand(f, err)
}

// OpenFileByLink opens the file of a paper for the owner of a link.
func (s *Store) OpenFileByLink(ctx context.Context, token, fileID string, by access.Who) (f File, file *os.File, err error) {
	defer fault.In(&err, "hearing: open file %s by link", fileID)
	h, _, err := s.Linked(ctx, token, by)
	if err != nil {
		return f, nil, err
	}
	if h.Withdrawn.Happened() {
		return f, nil, errWithdrawn
	}
	f, err = h.file(fileID)
	return s.hand(f, err)
}

// OpenPublic opens the file of a paper of a public hearing.
func (s *Store) OpenPublic(ctx context.Context, hearingID, fileID string) (f File, file *os.File, err error) {
	defer fault.In(&err, "hearing: open public file %s", fileID)
	h, err := NewPublic(s.db).Find(ctx, hearingID)
	if err != nil {
		return f, nil, err
	}
	f, err = h.file(fileID)
	return s.hand(f, err)
}

func (s *Store) hand(f File, err error) (File, *os.File, error) {
	if err != nil || s.Files == nil {
		return f, nil, err
	}
	file, err := s.Files.File(f.Digest)
	return f, file, err
}
