package main

import (
	"context"
	"fmt"

	"klynge/internal/access"
	"klynge/internal/hearing"
	"klynge/internal/roundup"
	hearingpages "klynge/internal/web/hearing"
	rounduppages "klynge/internal/web/roundup"
	"klynge/internal/web/webtest"
)

// A cast makes a consultation and a round-up of a council and four clusters,
// with everything that can stand in one.
type cast struct {
	context.Context
	site  *webtest.Site
	who   access.Who
	ask   *hearing.Store
	post  postbox
	round *roundup.Store
}

// clusters are asked. Their ids are their slugs.
var clusters = []struct{ id, name string }{
	{"klynge-heden", "Sundhedsklynge Heden"}, {"klynge-klitten", "Sundhedsklynge Klitten"},
	{"klynge-skoven", "Sundhedsklynge Skoven"}, {"klynge-aadalen", "Sundhedsklynge Ådalen"},
}

// rounds seeds consultations and round-ups, and returns the addresses of their
// pages by name, and the session of a secretary of all who take part.
func rounds(ctx context.Context, site *webtest.Site) (pages map[string]string, token string, err error) {
	home := site.SignIn.URL
	post := postbox{hearingpages.Letters{URL: home}, map[string]string{}}
	c := cast{ctx, site, access.Who{Account: access.Account{ID: "gerda", Name: "Gerda Holm", Email: "gerda@skagerby.example"}},
		hearing.NewStore(site.DB, post, home), post, roundup.NewStore(site.DB, rounduppages.Letters{URL: home})}
	c.who.Grants = []access.Grant{{Role: access.Secretariat, BodyID: "raad"}}
	for _, b := range clusters {
		if err := site.Exec(ctx, `INSERT INTO organization (id, slug, name, classification, sector, created_at) VALUES ($1, $1, $2, 'cluster', 'shared', 0)`, b.id, b.name); err != nil {
			return nil, "", err
		}
		c.who.Grants = append(c.who.Grants, access.Grant{Role: access.Secretariat, BodyID: b.id})
	}
	account, token, err := site.Visitor(ctx, "Signe Sand", access.Secretariat, "raad")
	if err != nil {
		return nil, "", err
	}
	for _, b := range clusters {
		if _, err := site.Accounts.Grant(ctx, access.Grant{AccountID: account, Role: access.Secretariat, BodyID: b.id}, "test"); err != nil {
			return nil, "", err
		}
	}
	pages = map[string]string{"hoeringer": "/hoeringer", "opsamlinger": "/opsamlinger", "organ-hoeringer": "/arbejde/organ/sundhedsraad-fjorden/hoeringer",
		"organ-opsamlinger": "/arbejde/organ/sundhedsraad-fjorden/opsamlinger"}
	// What is told here happened in the weeks before the day of the site.
	site.Pass(-40 * day)
	defer func() { site.Pass(webtest.Noon.Sub(site.Clock())) }()
	if err := c.hearings(pages); err != nil {
		return nil, "", fmt.Errorf("consultations: %w", err)
	}
	if err := c.roundups(pages); err != nil {
		return nil, "", fmt.Errorf("round-ups: %w", err)
	}
	return pages, token, nil
}
