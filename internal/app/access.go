package app

import (
	"context"
	"fmt"
	"net"
	"net/url"
	"strings"

	"klynge/internal/access"
	"klynge/internal/body"
	"klynge/internal/db"
	"klynge/internal/fault"
	"klynge/internal/reader/extract"
	"klynge/internal/web/signin"
)

// urlFlag says where people find the site.
type urlFlag struct {
	URL string `name:"url" env:"KLYNGE_URL" placeholder:"ADRESSE" help:"Den adresse, folk bruger, for eksempel https://klynge.eksempel.dk. Links og passkeys hører til den."`
}

// signInFlags say how people sign in (docs/signin.md).
type signInFlags struct {
	urlFlag
	Proxy      bool     `env:"KLYNGE_PROXY" help:"Der står en webserver foran, som fortæller i X-Forwarded-For, hvem der spørger."`
	OIDCIssuer string   `name:"oidc-issuer" env:"KLYNGE_OIDC_ISSUER" placeholder:"ADRESSE" help:"Fælles login: udbyderens adresse (OpenID Connect)."`
	OIDCClient string   `name:"oidc-client" env:"KLYNGE_OIDC_CLIENT" placeholder:"NAVN" help:"Fælles login: hvad udbyderen kalder Klynge."`
	OIDCSecret string   `name:"oidc-secret" env:"KLYNGE_OIDC_SECRET" placeholder:"NØGLE" help:"Fælles login: nøglen hos udbyderen. Sæt den helst i miljøet."`
	OIDCName   string   `name:"oidc-name" env:"KLYNGE_OIDC_NAME" placeholder:"TEKST" default:"Log ind med fælles login" help:"Fælles login: hvad der står på knappen."`
	OIDCLevel  []string `name:"oidc-level" env:"KLYNGE_OIDC_LEVEL" placeholder:"ACR" help:"Fælles login: sikringsniveauer, der er gode nok. Ellers alle."`
}

// pages returns the pages to sign in by, for a site that answers at an address.
func (f signInFlags) pages(d *db.DB, at net.Addr) (*signin.Pages, error) {
	p := &signin.Pages{Accounts: access.NewStore(d), Bodies: body.NewPublic(d), URL: strings.TrimSuffix(f.URL, "/"), Proxy: f.Proxy}
	if p.URL == "" {
		p.URL = "http://" + at.String()
	}
	home, err := url.Parse(p.URL)
	if err != nil || home.Scheme != "http" && home.Scheme != "https" || home.Host == "" || home.Path != "" || home.RawQuery != "" {
		return nil, fault.New(fault.Invalid, "Adressen %s kan ikke bruges. Skriv den uden sti, som https://klynge.eksempel.dk.", f.URL)
	}
	// A passkey belongs to a name (WebAuthn level 3, 5.1.2: an effective domain).
	if net.ParseIP(home.Hostname()) == nil {
		if p.Passkeys, err = access.NewPasskeys(p.Accounts, p.URL); err != nil {
			return nil, err
		}
	}
	switch {
	case f.OIDCIssuer == "" && f.OIDCClient == "":
	case f.OIDCIssuer == "" || f.OIDCClient == "":
		return nil, fault.New(fault.Invalid, "Fælles login kræver både --oidc-issuer og --oidc-client.")
	default:
		p.Provider = &signin.Provider{
			Name: f.OIDCName, Issuer: f.OIDCIssuer, Client: f.OIDCClient, Secret: f.OIDCSecret,
			Redirect: p.URL + signin.CallbackPath, Levels: f.OIDCLevel,
		}
	}
	return p, nil
}

// accessCommand gives and takes access from the terminal, where whoever can
// write in the database may do so anyway.
type accessCommand struct {
	Invite accessInviteCommand `cmd:"" help:"Inviter en person, og få linket, som de skal have. Har de en konto, får de rollen og et nyt link."`
	List   accessListCommand   `cmd:"" default:"withargs" help:"Vis, hvem der har adgang."`
	Revoke accessRevokeCommand `cmd:"" help:"Spær en konto, eller tag en rolle tilbage."`
}

type accessInviteCommand struct {
	Email string `required:"" help:"Mailadressen."`
	Name  string `help:"Navnet. Ellers mailadressen."`
	Role  string `required:"" help:"Rollen: formand, medlem, stedfortræder, sekretariat, administrativ, projektleder, gæst, revisor eller administrator."`
	Body  string `help:"Organets adresse på hjemmesiden, for eksempel sundhedsraad-nord. Ellers alle organer."`
	From  string `help:"Første dag, som 2027-01-01. Ellers i dag."`
	To    string `help:"Sidste dag. Ellers uden slut."`
	recordFlags
	urlFlag
	byFlag
}

func (c accessInviteCommand) Run(ctx context.Context, streams Streams) (err error) {
	r, err := c.open(ctx, extract.DefaultLimits)
	if err != nil {
		return err
	}
	defer r.close(&err)
	role, ok := access.RoleNamed(c.Role)
	if !ok {
		return fault.New(fault.Invalid, "Rollen %s findes ikke. Skriv klynge access invite --help for at se dem.", c.Role)
	}
	g := access.Grant{Role: role, From: c.From, To: c.To}
	if c.Body != "" {
		found, err := body.NewPublic(r.DB).BySlug(ctx, c.Body)
		if err != nil {
			return err
		}
		g.BodyID = found.ID
	}
	token, err := c.invite(ctx, access.NewStore(r.DB), g)
	if err != nil {
		return err
	}
	home := strings.TrimSuffix(c.URL, "/")
	if home == "" {
		home = "http://127.0.0.1:8080"
	}
	_, err = fmt.Fprintf(streams.Out, "Send dette link til %s. Det kan bruges én gang og udløber om syv dage:\n%s/velkomst/%s\n", c.Email, home, token)
	return err
}

// invite gives the role to the account of the mail address, which it makes when
// there is none.
func (c accessInviteCommand) invite(ctx context.Context, accounts *access.Store, g access.Grant) (token string, err error) {
	by := "terminal: " + c.name()
	a, err := accounts.ByEmail(ctx, c.Email)
	if fault.Is(err, fault.Missing) {
		name := c.Name
		if name == "" {
			name = c.Email
		}
		_, token, err = accounts.Invite(ctx, access.Invitation{Name: name, Email: c.Email, Grant: g}, by)
		return token, err
	}
	if err != nil {
		return "", err
	}
	g.AccountID = a.ID
	if _, err := accounts.Grant(ctx, g, by); err != nil {
		return "", err
	}
	return accounts.NewWelcome(ctx, a.ID, by)
}

type accessListCommand struct{ recordFlags }

func (c accessListCommand) Run(ctx context.Context, streams Streams) (err error) {
	r, err := c.open(ctx, extract.DefaultLimits)
	if err != nil {
		return err
	}
	defer r.close(&err)
	list, err := access.NewStore(r.DB).List(ctx)
	if err != nil {
		return err
	}
	if len(list) == 0 {
		fmt.Fprintln(streams.Out, "Ingen har adgang endnu. Inviter den første med klynge access invite.")
	}
	for _, a := range list {
		state := ""
		switch {
		case !a.Disabled.IsZero():
			state = ", spærret"
		case !a.Ready:
			state = ", inviteret"
		}
		fmt.Fprintf(streams.Out, "%s <%s>%s\n", a.Name, a.Email, state)
		for _, g := range a.Grants {
			where := g.BodyName
			if where == "" {
				where = "alle organer"
			}
			until := ""
			if g.To != "" {
				until = " til " + g.To
			}
			fmt.Fprintf(streams.Out, "  %s  %s, %s, fra %s%s\n", g.ID, g.Role.Danish(), where, g.From, until)
		}
	}
	return nil
}

type accessRevokeCommand struct {
	What string `arg:"" help:"En mailadresse for at spærre kontoen, eller nummeret på en rolle fra listen."`
	recordFlags
	byFlag
}

func (c accessRevokeCommand) Run(ctx context.Context, streams Streams) error {
	by := "terminal: " + c.name()
	if !strings.Contains(c.What, "@") {
		return c.act(ctx, streams, "Rollen er taget tilbage.", func(r *record) error {
			return access.NewStore(r.DB).Revoke(ctx, c.What, by)
		})
	}
	return c.act(ctx, streams, "Kontoen er spærret og logget ud alle steder.", func(r *record) error {
		accounts := access.NewStore(r.DB)
		a, err := accounts.ByEmail(ctx, c.What)
		if err != nil {
			return err
		}
		return accounts.Disable(ctx, a.ID, by)
	})
}
