package publish

import (
	"bytes"
	"errors"
	"io"
	"mime"
	"net/http"
	"path"
	"strconv"

	"klynge/internal/fault"
	"klynge/internal/publication"
	"klynge/internal/reader/reading"
	"klynge/internal/web"
	"klynge/internal/web/signin"
)

// Prepare composes a text and looks it through.
func (p *Pages) Prepare() http.Handler {
	return p.act(func(r *http.Request) (string, error) {
		kind := reading.Kind(r.PostForm.Get("hvad"))
		if kind != reading.Minutes && kind != reading.Agenda {
			return "", fault.New(fault.Invalid, "Vælg, om det er dagsordenen eller referatet. Intet er ændret.")
		}
		text, err := p.Gate.Prepare(r.Context(), signin.Who(r), r.PathValue("moede"), kind)
		l := web.LanguageOf(r)
		switch {
		case err != nil:
			return "", err
		case text.State == publication.Held:
			return l.Say("Teksten er gjort klar, og der er noget, der skal besvares først."), nil
		case text.Second && text.State == publication.Ready:
			return l.Say("Teksten er gjort klar. En anden skal se den igennem, før den kan udgives."), nil
		}
		return l.Say("Teksten er gjort klar. Se den igennem, og udgiv den."), nil
	})
}

// Settle lets a finding stand, or covers the numbers of the text.
func (p *Pages) Settle() http.Handler {
	return p.act(func(r *http.Request) (string, error) {
		l, planned, id := web.LanguageOf(r), r.PathValue("moede"), r.PathValue("udgave")
		if r.PostForm.Get("goer") == "daek" {
			return l.Say("CPR-numrene i teksten er dækket til. Ret også teksten i kilden."), p.Gate.Blot(r.Context(), signin.Who(r), planned, id)
		}
		err := p.Gate.Accept(r.Context(), signin.Who(r), planned, id, r.PostForm.Get("fund"), r.PostForm.Get("grund"))
		return l.Say("Fundet er besvaret."), err
	})
}

// File withholds an attachment, shows it again, or takes a redacted one in its place.
func (p *Pages) File() http.Handler {
	return p.act(func(r *http.Request) (string, error) {
		l, who, planned, id, attachment := web.LanguageOf(r), signin.Who(r), r.PathValue("moede"), r.PathValue("udgave"), r.PostForm.Get("bilag")
		switch r.PostForm.Get("goer") {
		case "hold":
			return l.Say("Bilaget holdes tilbage. Det står stadig på listen med sit navn."), p.Gate.Withhold(r.Context(), who, planned, id, attachment, r.PostForm.Get("grund"))
		case "vis":
			return l.Say("Bilaget er set igennem igen og vises."), p.Gate.Show(r.Context(), who, planned, id, attachment)
		}
		name, data, err := uploaded(r)
		if err != nil {
			return "", err
		}
		return l.Say("Den nye fil er set igennem og vises i stedet. Originalen er stadig lukket."), p.Gate.Redact(r.Context(), who, planned, id, attachment, name, data)
	})
}

func uploaded(r *http.Request) (name string, data []byte, err error) {
	file, header, err := r.FormFile("fil")
	if err != nil {
		return "", nil, fault.Because(err, fault.Invalid, "Vælg den overstregede fil. Intet er ændret.")
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	data, err = io.ReadAll(file)
	return path.Base(header.Filename), data, err
}

// Clear says that somebody has seen a text through.
func (p *Pages) Clear() http.Handler {
	return p.act(func(r *http.Request) (string, error) {
		err := p.Gate.Clear(r.Context(), signin.Who(r), r.PathValue("moede"), r.PathValue("udgave"), r.PostForm.Get("digest"))
		return web.LanguageOf(r).Say("Du har set teksten igennem. Nu kan sekretariatet udgive den."), err
	})
}

// Publish lets the public see a text.
func (p *Pages) Publish() http.Handler {
	return p.act(func(r *http.Request) (string, error) {
		_, err := p.Gate.Publish(r.Context(), signin.Who(r), r.PathValue("moede"), r.PathValue("udgave"), r.PostForm.Get("digest"))
		if err == nil {
			p.Forget()
		}
		return web.LanguageOf(r).Say("Teksten er offentlig nu. De, der følger organet, får besked."), err
	})
}

// Withdraw takes a text out of public.
func (p *Pages) Withdraw() http.Handler {
	return p.act(func(r *http.Request) (string, error) {
		err := p.Gate.Withdraw(r.Context(), signin.Who(r), r.PathValue("moede"), r.PathValue("udgave"), publication.Class(r.PostForm.Get("grund")), r.PostForm.Get("note"))
		if err == nil {
			p.Forget()
		}
		return web.LanguageOf(r).Say("Teksten er trukket tilbage. På dens adresse står nu kun, at den var der."), err
	})
}

// Disclose decides that what was decided on a closed item may be read.
func (p *Pages) Disclose() http.Handler {
	return p.act(func(r *http.Request) (string, error) {
		err := p.Gate.Disclose(r.Context(), signin.Who(r), r.PathValue("moede"), r.PostForm.Get("punkt"), r.PostForm.Get("grund"))
		return web.LanguageOf(r).Say("Det er noteret, at beslutningen kan gøres offentlig. Gør referatet klar igen, så den kommer med."), err
	})
}

// Print hands out a text at the gate as it will be printed.
func (p *Pages) Print() http.Handler {
	return web.Handler(func(w http.ResponseWriter, r *http.Request) error {
		text, err := p.Gate.Find(r.Context(), r.PathValue("moede"), r.PathValue("udgave"))
		if err != nil {
			return err
		}
		var b bytes.Buffer
		if err := p.PDF(&b, publication.Detail(text.Reading)); err != nil {
			return err
		}
		h := w.Header()
		h.Set("Content-Type", "application/pdf")
		h.Set("Content-Length", strconv.Itoa(b.Len()))
		h.Set("Content-Disposition", mime.FormatMediaType("inline", map[string]string{"filename": "udkast.pdf"}))
		// A reader that went away has no use for the error.
		_, _ = w.Write(b.Bytes())
		return nil
	})
}
