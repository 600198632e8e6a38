package web

import (
	"encoding/base64"
	"encoding/json"
	"net/http"
	"time"

	"klynge/internal/draft"
	"klynge/internal/fault"
)

// ParseForm reads a form of at most so many bytes.
func ParseForm(w http.ResponseWriter, r *http.Request, most int64) error {
	r.Body = http.MaxBytesReader(w, r.Body, most)
	if err := r.ParseForm(); err != nil {
		return fault.Because(err, fault.Invalid, "Formularen kan ikke læses. Intet er gemt. Gå tilbage, og prøv igen.")
	}
	return nil
}

// The largest forms.
const (
	SmallForm = 64 << 10 // without long texts
	LargeForm = 4 << 20  // with texts of package draft
)

// SeeOther leads on to an address of this site, in the language of the request.
func SeeOther(w http.ResponseWriter, r *http.Request, address string) {
	http.Redirect(w, r, LanguageOf(r).Path(address), http.StatusSeeOther)
}

// doneCookie carries a sentence from the form that did something to the page
// that its sender sees next.
const doneCookie = "klynge_sket"

// Done leads on to an address, where a sentence says what happened and what is
// next: "Dagsordenen er sendt til 24 medlemmer."
func Done(w http.ResponseWriter, r *http.Request, address, sentence string) {
	http.SetCookie(w, &http.Cookie{Name: doneCookie, Value: base64.RawURLEncoding.EncodeToString([]byte(sentence)), Path: "/",
		MaxAge: 60, HttpOnly: true, SameSite: http.SameSiteLaxMode})
	SeeOther(w, r, address)
}

// done returns the sentence that waits to be shown, and forgets it.
func done(w http.ResponseWriter, r *http.Request) string {
	c, err := r.Cookie(doneCookie)
	if err != nil {
		return ""
	}
	http.SetCookie(w, &http.Cookie{Name: doneCookie, Path: "/", MaxAge: -1, HttpOnly: true, SameSite: http.SameSiteLaxMode})
	sentence, err := base64.RawURLEncoding.DecodeString(c.Value)
	if err != nil {
		return ""
	}
	return string(sentence)
}

// A savedField is what a script is told of a text it sent.
type savedField struct {
	Version int64  `json:"version"`
	Text    string `json:"text"`
	By      string `json:"by,omitempty"`
	At      string `json:"at,omitempty"`
	Base    string `json:"base,omitempty"` // of a conflict: what both began from
}

// AnswerField answers a script that sent the text of a field (design/src/field.ts):
// 200 with the version that stands now, or 409 with the text that somebody else
// had saved.
func AnswerField(w http.ResponseWriter, f draft.Field, c *draft.Conflict) error {
	answer, status := savedField{Version: f.Version, Text: f.Text, By: f.ByName, At: f.At.Format(time.RFC3339)}, http.StatusOK
	if c != nil {
		answer = savedField{Version: c.Version, Text: c.Text, By: c.ByName, At: c.At.Format(time.RFC3339), Base: c.Base}
		status = http.StatusConflict
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	// A reader that went away has no use for the error.
	_ = json.NewEncoder(w).Encode(answer)
	return nil
}
