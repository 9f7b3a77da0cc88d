/** A profile → a file of another tool. */
import type { Failure } from '../model/failure';
import type { Profile } from '../model/profile';
import { fail, succeed, type Result } from '../model/result';
import type { Conversion, ConversionOptions } from './conversion';
import { chooseColumn } from './choose-column';
import { convertToCollapsed } from './convert-collapsed';
import { convertToCpuProfile } from './convert-cpu-profile';
import { convertToCsv } from './convert-csv';
import { convertToFirefox } from './convert-firefox';
import { convertToPprof } from './convert-pprof';
import { convertToSpeedscope } from './convert-speedscope';
import { convertToSvg } from './convert-svg';

/** Formats that a profile can be written in; see docs/formats.md for what each loses. */
export const EXPORT_FORMATS = [
  'speedscope',
  'collapsed',
  'pprof',
  'cpuprofile',
  'firefox',
  'svg',
  'csv',
] as const;

/** See EXPORT_FORMATS. */
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

/** Converts a profile. Fails where it has no samples, or nothing that the format can hold. */
export function convertProfile(
  profile: Profile,
  format: ExportFormat,
  options: ConversionOptions,
): Result<Conversion, Failure> {
  const column = chooseColumn(profile, options.value);
  if (column < 0 || profile.threads.every(({ samples }) => samples.length === 0)) {
    const names = profile.valueTypes.map(({ name }) => name).join(', ');
    return fail({
      kind: 'usage',
      message:
        options.value === null
          ? 'There are no samples to convert.'
          : `The profile has no values named "${options.value}".`,
      remedy: names === '' ? 'Record again with a larger workload.' : `It has: ${names}.`,
    });
  }
  switch (format) {
    case 'speedscope':
      return succeed(convertToSpeedscope(profile, options));
    case 'collapsed':
      return succeed(convertToCollapsed(profile, column));
    case 'pprof':
      return succeed(convertToPprof(profile, column));
    case 'cpuprofile':
      return convertToCpuProfile(profile, column);
    case 'firefox':
      return succeed(convertToFirefox(profile, column, options));
    case 'svg':
      return succeed(convertToSvg(profile, column, options));
    case 'csv':
      return succeed(convertToCsv(profile));
  }
}
