/** The mark: a touchstone with the streak that gold leaves on it. */
export function Mark({ size = 18 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 24 24" aria-hidden="true">
      <path
        d="M5.2 3.5h11.6a2 2 0 0 1 1.7.95l3.2 5.2a2 2 0 0 1 .08 1.96l-4.1 7.8a2 2 0 0 1-1.77 1.09H6.1a2 2 0 0 1-1.86-1.27L1.9 13.1a2 2 0 0 1 .02-1.52l1.4-6.6A2 2 0 0 1 5.2 3.5Z"
        fill="var(--dim)"
        opacity="0.35"
      />
      <path
        d="M7 16.4 16.6 7.2"
        stroke="var(--candidate)"
        strokeWidth="2.6"
        strokeLinecap="round"
      />
      <path
        d="M11.2 17.2 17.4 11.3"
        stroke="var(--accent)"
        strokeWidth="2.6"
        strokeLinecap="round"
      />
    </svg>
  );
}
