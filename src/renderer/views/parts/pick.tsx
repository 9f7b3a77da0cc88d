/** Choosing one of several: a select box for many or long names, segments for few and short ones. */
import { Check, ChevronDown } from 'lucide-react';
import { Select, ToggleGroup } from 'radix-ui';
import type { ReactNode } from 'react';
import './menus.css';

/** One choice. */
export interface Choice {
  value: string;
  label: ReactNode;
  /** A fainter word behind it. */
  hint?: string;
  disabled?: boolean;
}

/** A select box; its accessible name is `label`. */
export function Pick(props: {
  label: string;
  value: string | null;
  choices: readonly Choice[];
  onChoose: (value: string) => void;
  placeholder?: string;
  small?: boolean;
  disabled?: boolean;
}) {
  const nonce = document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content;
  return (
    <Select.Root
      value={props.value ?? ''}
      onValueChange={props.onChoose}
      disabled={props.disabled === true}
    >
      <Select.Trigger
        className={props.small === true ? 'pick small' : 'pick'}
        aria-label={props.label}
        title={props.label}
      >
        <span className="value">
          <Select.Value placeholder={props.placeholder ?? 'none'} />
        </span>
        <ChevronDown className="chevron" size={14} aria-hidden="true" />
      </Select.Trigger>
      <Select.Portal>
        <Select.Content className="menu" position="popper" sideOffset={4} align="start">
          <Select.Viewport {...(nonce === undefined ? {} : { nonce })}>
            {props.choices.map((choice) => (
              <Select.Item
                key={choice.value}
                value={choice.value}
                className="menu-item"
                disabled={choice.disabled === true}
              >
                <span className="tick">
                  <Select.ItemIndicator>
                    <Check size={14} aria-hidden="true" />
                  </Select.ItemIndicator>
                </span>
                <Select.ItemText>{choice.label}</Select.ItemText>
                {choice.hint !== undefined && <small>{choice.hint}</small>}
              </Select.Item>
            ))}
          </Select.Viewport>
        </Select.Content>
      </Select.Portal>
    </Select.Root>
  );
}

/** A row of segments, one of them on. */
export function Segments<Value extends string>(props: {
  label: string;
  value: Value;
  choices: readonly { value: Value; label: ReactNode; disabled?: boolean; title?: string }[];
  onChoose: (value: Value) => void;
  small?: boolean;
}) {
  return (
    <ToggleGroup.Root
      type="single"
      className={props.small === true ? 'segmented small' : 'segmented'}
      aria-label={props.label}
      value={props.value}
      onValueChange={(value) => {
        const chosen = props.choices.find((choice) => choice.value === value);
        if (chosen !== undefined) props.onChoose(chosen.value);
      }}
    >
      {props.choices.map((choice) => (
        <ToggleGroup.Item
          key={choice.value}
          value={choice.value}
          disabled={choice.disabled === true}
          title={choice.title}
        >
          {choice.label}
        </ToggleGroup.Item>
      ))}
    </ToggleGroup.Root>
  );
}
