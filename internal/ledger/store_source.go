package ledger

import (
	"context"
	"fmt"
	"strings"

	"klynge/internal/access"
	"klynge/internal/agenda"
	"klynge/internal/backlog"
	"klynge/internal/danish"
	"klynge/internal/db"
	"klynge/internal/desk"
	"klynge/internal/fault"
)

// Remainders propose what is not spent when a period has ended for the agenda of
// its body (R43).
type Remainders struct{}

// Candidates returns the remainders of a body's funds on a day.
func (Remainders) Candidates(ctx context.Context, tx *db.Tx, bodyID, day string) (list []backlog.Candidate, err error) {
	defer fault.In(&err, "ledger: remainders of %s", bodyID)
	funds, err := fundsOf(ctx, tx, bodyID)
	for _, f := range funds {
		if err != nil {
			return nil, err
		}
		var report Report
		if report, err = reportOf(ctx, tx, f, ""); err != nil {
			return nil, err
		}
		for _, p := range report.Periods {
			if p.Ended(day) && p.Unbooked() > 0 {
				list = append(list, remainder(f, p))
			}
		}
	}
	return list, err
}

// remainder returns the item on what a period has left, with the figures filled in.
func remainder(f Fund, p PeriodFigures) backlog.Candidate {
	var b strings.Builder
	fmt.Fprintf(&b, "%s udløb den 31. december %d. Der er %s, som ikke er bogført.\n\n", p.Period, p.Through, p.Unbooked())
	fmt.Fprintf(&b, "| | Beløb |\n| Modtaget | %s |\n", p.Received)
	if p.Returned != 0 {
		fmt.Fprintf(&b, "| Leveret tilbage | %s |\n", p.Returned)
	}
	if p.Carried != 0 {
		fmt.Fprintf(&b, "| Overført fra og til andre perioder | %s |\n", p.Carried)
	}
	fmt.Fprintf(&b, "| Bevilget | %s |\n| Bogført | %s |\n| Ikke bevilget | %s |\n", p.Allocated, p.Booked, p.Left)
	for _, one := range p.Purposes {
		if rest := one.Allocated - one.Booked; rest > 0 {
			fmt.Fprintf(&b, "| %s, ikke bogført | %s |\n", strings.ReplaceAll(one.Name, "|", "/"), rest)
		}
	}
	b.WriteString("\nSkal pengene bevilges, overføres til en anden periode eller leveres tilbage? Uden en beslutning kan de ikke flyttes.")
	return backlog.Candidate{Origin: agenda.FromFund, OriginID: fmt.Sprintf("%s/%d", f.ID, p.Year), Title: fmt.Sprintf("Restmidler: %s %s", f.Name, p.Period),
		Text: b.String(), Due: p.End()}
}

// Waiting returns the periods that have ended and are open, for those who keep the
// ledger of their body.
func (s *Store) Waiting(ctx context.Context, who access.Who, day string) (lines []desk.Line, err error) {
	defer fault.In(&err, "ledger: what waits for %s", who.Account.ID)
	if !who.MaySomewhere(access.KeepLedger) {
		return nil, nil
	}
	type late struct{ bodyID, slug, body, fundID, fund string }
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		_, err := db.Collect(ctx, tx, func(r row) (l late, err error) {
			var p Period
			if err := r.Scan(&l.bodyID, &l.slug, &l.body, &l.fundID, &l.fund, &p.Year, &p.Through); err != nil {
				return l, err
			}
			if who.May(access.KeepLedger, l.bodyID) {
				lines = append(lines, desk.Line{Text: "Luk perioden", About: l.fund + " " + p.String(), Body: l.body, Due: fmt.Sprintf("%d-03-31", p.Through+1),
					Path: "/arbejde/organ/" + l.slug + "/midler/" + l.fundID})
			}
			return l, nil
		}, `SELECT o.id, o.slug, o.name, f.id, f.name, p.year, p.through FROM ledger_period p JOIN ledger_fund f ON f.id = p.fund_id JOIN organization o ON o.id = f.body_id
			WHERE p.state = 'open' AND p.through < $1 ORDER BY p.through, f.id`, yearOf(day))
		return err
	})
	return lines, err
}

// yearOf returns the year of a day.
func yearOf(day string) (year int) {
	for _, digit := range day[:min(4, len(day))] {
		year = year*10 + int(digit-'0')
	}
	return year
}

// Spending is what a fund has given one initiative.
type Spending struct {
	Fund              string
	BodySlug          string
	Allocated, Booked danish.Amount
}

// OfInitiative returns what the funds of all bodies have given an initiative.
func OfInitiative(ctx context.Context, tx *db.Tx, initiativeID string) (_ []Spending, err error) {
	defer fault.In(&err, "ledger: money of initiative %s", initiativeID)
	return db.Collect(ctx, tx, func(r row) (s Spending, err error) { return s, r.Scan(&s.Fund, &s.BodySlug, &s.Allocated, &s.Booked) },
		`SELECT f.name, o.slug, CAST(SUM(m.amount) AS BIGINT), CAST(SUM(CASE WHEN m.account = 'spent' THEN m.amount ELSE 0 END) AS BIGINT)
		 FROM ledger_purpose p JOIN ledger_fund f ON f.id = p.fund_id JOIN organization o ON o.id = f.body_id
		 JOIN ledger_month m ON m.fund_id = f.id AND m.purpose_id = p.id AND m.account IN ('committed', 'spent')
		 WHERE p.initiative_id = $1 GROUP BY f.id, f.name, o.slug ORDER BY f.id`, initiativeID)
}
