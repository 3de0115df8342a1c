/** The countries the sign-up offers first, with what usually goes with them; any other is typed in the settings. */
export const COUNTRIES = [
  { code: "AZ", currency: "AZN", zone: "Asia/Baku" },
  { code: "KZ", currency: "KZT", zone: "Asia/Almaty" },
  { code: "UZ", currency: "UZS", zone: "Asia/Tashkent" },
  { code: "KG", currency: "KGS", zone: "Asia/Bishkek" },
  { code: "GE", currency: "GEL", zone: "Asia/Tbilisi" },
  { code: "TR", currency: "TRY", zone: "Europe/Istanbul" },
  { code: "RU", currency: "RUB", zone: "Europe/Moscow" },
  { code: "TZ", currency: "TZS", zone: "Africa/Dar_es_Salaam" },
  { code: "KE", currency: "KES", zone: "Africa/Nairobi" },
  { code: "UG", currency: "UGX", zone: "Africa/Kampala" },
  { code: "RW", currency: "RWF", zone: "Africa/Kigali" },
  { code: "GB", currency: "GBP", zone: "Europe/London" },
  { code: "DE", currency: "EUR", zone: "Europe/Berlin" },
  { code: "US", currency: "USD", zone: "America/New_York" },
] as const;

type Country = (typeof COUNTRIES)[number];

/** The country whose clock this device shows, for a form that is half filled before it is seen. */
export function likelyCountry(): Country {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  return COUNTRIES.find((country) => country.zone === zone) ?? COUNTRIES[0];
}

export function countryOf(code: string): Country {
  return COUNTRIES.find((country) => country.code === code) ?? COUNTRIES[0];
}

export const CURRENCIES: string[] = [...new Set(COUNTRIES.map((country) => country.currency))];

export const ZONES: string[] = Intl.supportedValuesOf("timeZone");
