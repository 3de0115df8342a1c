"""Segments: who belongs together. The ten RFM segments, segments the merchant saved, and who was where on which day.

A *segment* is one of the ten codes of `metrics.scoring.SEGMENTS`; a *cell* is one of their 25 places, "54" = R 5, F 4;
a *saved segment* is a name for some of them with filters; a *snapshot* is everybody's place on one day, for good.
"""
