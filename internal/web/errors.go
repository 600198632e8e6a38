package web

import "klynge/internal/fault"

var (
	errForeign = fault.New(fault.Forbidden, "Formularen blev sendt fra et andet websted. Intet er ændret. Gå til siden her, og prøv igen.")
	errPanic   = fault.New(fault.Internal, "Siden kan ikke vises lige nu. Fejlen er noteret. Prøv igen om lidt, eller gå til forsiden.")
)
