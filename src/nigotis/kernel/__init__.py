"""What every room stands on: operations, tenancy, problems, jobs, time, money, words. No business noun lives here."""
