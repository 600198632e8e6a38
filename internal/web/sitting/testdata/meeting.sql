INSERT INTO organization (id, slug, name, classification, sector, created_at) VALUES ('b1', 'klynge-fjorden', 'Klynge Fjorden', 'committee', 'shared', 0);
INSERT INTO planned_meeting (id, body_id, title, date, start_time, end_time, form, place, online_url, state, reason, series_id, sequence, version, made_at, made_by, changed_at)
	VALUES ('m1', 'b1', '', '2026-11-21', '13:00', '15:00', 'physical', 'Skagerby Rådhus', '', 'planned', '', '', 0, 1, 0, '', 0),
		('m2', 'b1', '', '2027-02-09', '13:00', '15:00', 'physical', 'Skagerby Rådhus', '', 'planned', '', '', 0, 1, 0, '', 0);
INSERT INTO seat (id, body_id, name, email, organization, sector, role, title, voting, substitute_for, basis, start_date, end_date, position, version, made_at, made_by, changed_at, changed_by) VALUES
	('anna', 'b1', 'Anna Ager', 'anna@skagerby.example', 'Skagerby Kommune', 'municipality', 'chair', 'Borgmester', true, NULL, '', '2026-01-01', '', 0, 1, 0, '', 0, ''),
	('bent', 'b1', 'Bent Bro', 'bent@nordkyst.example', 'Region Nordkyst', 'region', 'member', '', true, NULL, '', '2026-01-01', '', 1, 1, 0, '', 0, ''),
	('carl', 'b1', 'Carl Dam', 'carl@fjordby.example', 'Fjordby Kommune', 'municipality', 'member', '', true, NULL, '', '2026-01-01', '', 2, 1, 0, '', 0, ''),
	('dora', 'b1', 'Dora Eng', 'dora@fjordby.example', 'Fjordby Kommune', 'municipality', 'substitute', '', true, 'carl', 'forretningsordenens § 4', '2026-01-01', '', 3, 1, 0, '', 0, ''),
	('sofie', 'b1', 'Sofie Sand', 'sofie@skagerby.example', 'Sekretariatet', 'shared', 'secretariat', '', false, NULL, '', '2026-01-01', '', 4, 1, 0, '', 0, '');
INSERT INTO invitation (meeting_id, seat_id, answer, online, note, substitute, via, sequence) VALUES
	('m1', 'anna', 'coming', false, '', NULL, 'page', 0), ('m1', 'carl', 'apology', false, '', NULL, 'link', 0), ('m1', 'sofie', 'coming', false, '', NULL, 'page', 0);
INSERT INTO draft_item (id, body_id, meeting_id, position, number, type, task, subject, closed, closed_until, minutes, presenter, case_number, matter_id, state, origin, origin_id, proposed_by, late, supplement, made_at, made_by, changed_at, version) VALUES
	('p1', 'b1', 'm1', 0, '1', 'decision', 'approve-agenda', '', false, '', 5, '', '', 'p1', 'on-agenda', 'secretariat', '', '', false, 0, 0, '', 0, 1),
	('p2', 'b1', 'm1', 1, '2', 'decision', '', '', false, '', 20, '', '', 'p2', 'on-agenda', 'secretariat', '', '', false, 0, 0, '', 0, 1),
	('p3', 'b1', 'm1', 2, '3', 'discussion', '', '', true, '', 10, '', '', 'p3', 'on-agenda', 'secretariat', '', '', false, 0, 0, '', 0, 1);
INSERT INTO draft_recommendation (id, item_id, position) VALUES ('r1', 'p2', 0), ('r2', 'p2', 1);
