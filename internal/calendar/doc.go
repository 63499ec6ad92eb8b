// Package calendar counts days: civil dates, working days with 调休, and the lunar festivals. It does not know entries.
package calendar
