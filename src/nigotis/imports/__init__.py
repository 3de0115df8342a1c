"""Files in: what `nigotis.reading` understood, said back before anything is kept, then loaded all of it or nothing."""
