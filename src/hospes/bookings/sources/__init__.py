"""Where bookings come from: each source reads its own form and gives `BookingFacts`."""
