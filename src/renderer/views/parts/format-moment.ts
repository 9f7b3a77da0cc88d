/** When something was made, as short as it stays clear: `14:02`, `yesterday 14:02`, `3 May`, `3 May 2024`. */
export function formatMoment(timestamp: string, now: Date): string {
  const moment = new Date(timestamp);
  if (Number.isNaN(moment.getTime())) return timestamp;
  const time = `${two(moment.getHours())}:${two(moment.getMinutes())}`;
  const midnight = new Date(now.getFullYear(), now.getMonth(), now.getDate()).getTime();
  if (moment.getTime() >= midnight) return time;
  // 36 hours back from noon is still yesterday on the day a clock changes.
  const yesterday = new Date(midnight - 12 * 3_600_000);
  if (moment.toDateString() === yesterday.toDateString()) return `yesterday ${time}`;
  const day = `${moment.getDate()} ${moment.toLocaleString('en', { month: 'short' })}`;
  return moment.getFullYear() === now.getFullYear() ? day : `${day} ${moment.getFullYear()}`;
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}
