"""What an employer sets and grants: rule packs, calendar, delivery, commendations, hearings and exemptions."""
