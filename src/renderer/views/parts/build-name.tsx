/** A build with its colour: the same everywhere, so that colour and name are learnt once. */
import type { ReactNode } from 'react';

/** What a build is in what is shown; null: no part in it. */
export type BuildRole = 'candidate' | 'reference' | null;

/** See the head of this file. */
export function BuildName({ role, children }: { role: BuildRole; children: ReactNode }) {
  return (
    <span className="build-name">
      <BuildDot role={role} />
      {children}
    </span>
  );
}

/** Both builds, to choose one of them. */
export function buildChoices(of: { candidate: string; reference: string | null }) {
  return (['candidate', 'reference'] as const).map((role) => ({
    value: role,
    label: (
      <>
        <BuildDot role={role} />
        {of[role]}
      </>
    ),
  }));
}

/** The coloured mark alone; the name stands beside it or in the heading. */
export function BuildDot({ role }: { role: BuildRole }) {
  return <span className={`dot ${role ?? ''}`} aria-hidden="true" />;
}
