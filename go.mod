module klynge

go 1.26
