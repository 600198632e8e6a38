package meeting

import "klynge/internal/reader/reading"

// carry gives the items of a new version the ids of the same items before: by
// title when only one item has it, else by anchor. An item that was put in
// between must not take over the identity of the one that it pushed down.
func carry(before []Item, items []reading.Item) []string {
	ids := make([]string, len(items))
	taken := map[string]bool{}
	give := func(i int, id string) {
		if id != "" && ids[i] == "" && !taken[id] {
			ids[i], taken[id] = id, true
		}
	}
	only := map[string]string{} // id by title, "" when several have it
	for _, old := range before {
		key := titleKey(old.Title)
		if _, twice := only[key]; twice {
			only[key] = ""
		} else {
			only[key] = old.ID
		}
	}
	for i, item := range items {
		give(i, only[titleKey(item.Title)])
	}
	anchored := map[string]string{}
	for _, old := range before {
		anchored[old.Anchor] = old.ID
	}
	for i, anchor := range Anchors(items) {
		give(i, anchored[anchor])
	}
	return ids
}
