"""What runs beside the web server: jobs, announcements, and the mirror's tail."""
