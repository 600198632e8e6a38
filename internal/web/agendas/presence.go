package agendas

import (
	"slices"
	"sync"
	"time"

	"klynge/internal/access"
)

// A presence knows who has which page open, from their pages asking for what is
// new. It is a courtesy and no lock: it is forgotten when the program stops, and
// nothing rests on it.
type presence struct {
	mu   sync.Mutex
	seen map[string]map[string]sighting // by page, by account
}

type sighting struct {
	name string
	at   time.Time
}

// away is how long after its last question a page counts as closed.
const away = 20 * time.Second

// others notes that somebody has a page open, and returns who else has.
func (p *presence) others(page string, who access.Who, now time.Time) (names []string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.seen == nil {
		p.seen = map[string]map[string]sighting{}
	}
	for key, there := range p.seen {
		for account, s := range there {
			if now.Sub(s.at) > away {
				delete(there, account)
			}
		}
		if len(there) == 0 {
			delete(p.seen, key)
		}
	}
	if p.seen[page] == nil {
		p.seen[page] = map[string]sighting{}
	}
	p.seen[page][who.Account.ID] = sighting{who.Account.Name, now}
	for account, s := range p.seen[page] {
		if account != who.Account.ID {
			names = append(names, s.name)
		}
	}
	slices.Sort(names)
	return names
}
