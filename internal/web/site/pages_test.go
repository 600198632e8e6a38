package site

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"klynge/internal/reader/reading"
	"klynge/internal/web"
	"klynge/internal/web/agendas"
	"klynge/internal/web/approval"
	"klynge/internal/web/backlog"
	"klynge/internal/web/design"
	"klynge/internal/web/followup"
	"klynge/internal/web/hearing"
	indicatorpages "klynge/internal/web/indicator"
	initiativepages "klynge/internal/web/initiative"
	"klynge/internal/web/invite"
	ledgerpages "klynge/internal/web/ledger"
	"klynge/internal/web/mapping"
	matterpages "klynge/internal/web/matter"
	"klynge/internal/web/planning"
	"klynge/internal/web/publish"
	reportpages "klynge/internal/web/report"
	"klynge/internal/web/roundup"
	"klynge/internal/web/signin"
	"klynge/internal/web/sitting"
	"klynge/internal/web/subscribe"
	"klynge/internal/web/succession"
)

// pages are all pages of the site. A page that is missing here is found by
// TestEveryPage, because its template is then said by nobody.
var pages = map[string]interface{ Check() error }{
	"front": frontPage, "meetings": meetingsPage, "meeting": meetingPage, "item": itemPage, "source": sourcePage,
	"findings": findingsPage, "decisions": decisionsPage, "bodies": bodiesPage, "body": bodyPage, "people": peoplePage,
	"person": personPage, "initiatives": initiativesPage, "initiative": initiativePage, "money": moneyPage,
	"money_body": moneyBodyPage, "search": searchPage, "about": aboutPage, "accessibility": accessibilityPage,
	"failed": failedPage, "review": reviewPage, "review_list": reviewListPage,
}

func TestEveryFieldOfEveryTemplate(t *testing.T) {
	for name, page := range pages {
		if err := page.Check(); err != nil {
			t.Errorf("page %s: %v", name, err)
		}
	}
	templates, err := os.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	for _, entry := range templates {
		name, ok := strings.CutSuffix(entry.Name(), ".html")
		if !ok || name == "parts" || name == "item_alone" || name == "chain" {
			continue
		}
		if pages[name] == nil {
			t.Errorf("%s.html belongs to no page in the list", name)
		}
	}
}

var (
	said    = regexp.MustCompile(`\bt "([^"]+)"|Say\("([^"]+)"`)
	counted = regexp.MustCompile(`(?:\bcount [^"{}\n]+|\.Count\([^"\n]+)"([^"]+)",? "([^"]+)"`)
	drawn   = regexp.MustCompile(`\bicon "([^"]+)"`)
)

// texts returns everything that the site says, where it is said.
func texts(t *testing.T) map[string]string {
	t.Helper()
	found := map[string]string{}
	folders, err := filepath.Glob("../*")
	if err != nil {
		t.Fatal(err)
	}
	for _, folder := range append(folders, "..") {
		if info, err := os.Stat(folder); err != nil || !info.IsDir() || slices.Contains([]string{"../browsertest", "../design", "../webtest"}, folder) {
			continue
		}
		files, err := os.ReadDir(folder)
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			name := folder + "/" + file.Name()
			if file.IsDir() || strings.HasSuffix(name, "_test.go") || strings.HasSuffix(name, "english.go") {
				continue
			}
			content, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			for _, expression := range []*regexp.Regexp{said, counted} {
				for _, match := range expression.FindAllStringSubmatch(string(content), -1) {
					for _, text := range match[1:] {
						if text != "" {
							found[text] = name
						}
					}
				}
			}
			for _, match := range drawn.FindAllStringSubmatch(string(content), -1) {
				if design.Built() && !design.HasIcon(match[1]) {
					t.Errorf("%s draws the icon %q, which is not in design/src/icons.txt", name, match[1])
				}
			}
		}
	}
	tables := func(words ...string) {
		for _, word := range words {
			found[word] = "words.go"
		}
	}
	for _, m := range marks {
		tables(m.Label)
	}
	for _, v := range verbs {
		tables(v)
	}
	for _, n := range typeNames {
		if n != "" {
			tables(n)
		}
	}
	for _, kind := range []reading.Kind{reading.Minutes, reading.Agenda} {
		tables(kindNames[kind])
	}
	for _, n := range sectorNames {
		tables(n)
	}
	for _, n := range stateNames {
		tables(n)
	}
	for _, n := range fieldNames {
		tables(n)
	}
	for _, n := range doubtNames {
		tables(n)
	}
	for _, n := range sourceNames {
		tables(n)
	}
	for _, n := range hitNames {
		tables(n)
	}
	for _, g := range findingGroups {
		tables(g.Heading, g.Explain)
	}
	for _, k := range kindHeadings {
		tables(k.heading)
	}
	for _, p := range facetParameters {
		tables(p.heading)
	}
	tables(signin.Words()...)
	tables(subscribe.Words()...)
	tables(backlog.Words()...)
	tables(invite.Words()...)
	tables(ledgerpages.Words()...)
	tables(hearing.Words()...)
	tables(followup.Words()...)
	for _, w := range fateWords {
		tables(w)
	}
	tables(planning.Words()...)
	tables(matterpages.Words()...)
	tables(agendas.Words()...)
	tables(approval.Words()...)
	tables(sitting.Words()...)
	tables(initiativepages.Words()...)
	tables(indicatorpages.Words()...)
	tables(reportpages.Words()...)
	tables(roundup.Words()...)
	tables(mapping.Words()...)
	tables(publish.Words()...)
	tables(succession.Words()...)
	for _, w := range withdrawnWords {
		tables(w)
	}
	for _, c := range chapters(&reading.Case{}) {
		tables(c.Heading)
	}
	return found
}

func TestEveryTextHasItsEnglish(t *testing.T) {
	found := texts(t)
	if len(found) < 200 {
		t.Fatalf("found %d texts, want all of the site's", len(found))
	}
	for text, where := range found {
		if !web.English.Knows(text) {
			t.Errorf("%s: %q has no English", where, text)
		}
	}
	for _, text := range web.English.Texts() {
		if found[text] == "" {
			t.Errorf("english.go: nobody says %q", text)
		}
	}
}
