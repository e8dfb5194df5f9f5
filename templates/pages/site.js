// Tells times in the visitor's zone; without it they stand in the site's. The exact time stays on hover.
// English without a country is the world's, with the day before the month.
const language = document.documentElement.lang.replace(/^en$/, "en-GB");
for (const time of document.querySelectorAll('time[title][datetime*="T"]')) {
  const at = new Date(time.dateTime);
  const day = new Intl.DateTimeFormat("en-CA", { year: "numeric", month: "2-digit", day: "2-digit" }).format(at);
  const clock = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
  const whole = { weekday: "long", year: "numeric", month: "long", day: "numeric", ...clock };
  const short = day === time.dateTime.slice(0, 10) ? clock : { weekday: "short", ...clock };
  const form = /^\d\d:\d\d$/.test(time.textContent) ? short : whole;
  if (at.getTimezoneOffset() !== offset(time.dateTime)) {
    time.textContent = new Intl.DateTimeFormat(language, form).format(at);
  }
}

function offset(iso) {
  const [, sign, hours, minutes] = iso.match(/([+-])(\d\d):(\d\d)$/) ?? [null, "+", "00", "00"];
  return (sign === "-" ? 1 : -1) * (Number(hours) * 60 + Number(minutes));
}
