/** Choosing several of many, in a menu that stays open. */
import { Check, ChevronDown } from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import './menus.css';

/** Null means all, or `usual` where it is given; the last one cannot be taken away. */
export function PickSeveral<Value extends string | number>(props: {
  label: string;
  /** What is chosen, in words. */
  summary: string;
  all: readonly { value: Value; label: string; hint?: string }[];
  chosen: readonly Value[] | null;
  /** What null means, where it is not all. */
  usual?: readonly Value[];
  onChoose: (chosen: Value[] | null) => void;
  /** Further choices below, each by itself. */
  options?: readonly {
    label: string;
    hint: string;
    checked: boolean;
    onChange: (checked: boolean) => void;
  }[];
  disabled?: boolean;
}) {
  const { all, chosen, usual } = props;
  const unless = usual ?? all.map((one) => one.value);
  const isChosen = (value: Value) => (chosen ?? unless).includes(value);
  const toggle = (value: Value) => {
    const next = all.map((one) => one.value).filter((v) => (v === value) !== isChosen(v));
    const isUnless = next.length === unless.length && next.every((v) => unless.includes(v));
    if (next.length > 0) props.onChoose(isUnless ? null : next);
  };
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger
        className="pick"
        aria-label={`${props.label}: ${props.summary}`}
        title={props.label}
        disabled={props.disabled === true}
      >
        <span className="value">{props.summary}</span>
        <ChevronDown className="chevron" size={14} aria-hidden="true" />
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content
          className="menu"
          sideOffset={4}
          align="start"
          aria-label={props.label}
        >
          <DropdownMenu.Item
            className="menu-item"
            onSelect={(event) => {
              event.preventDefault();
              props.onChoose(null);
            }}
          >
            <span className="tick">
              {chosen === null && <Check size={14} aria-hidden="true" />}
            </span>
            {usual === undefined ? 'All' : 'The usual ones'}
          </DropdownMenu.Item>
          <DropdownMenu.Separator className="menu-separator" />
          {all.map((one) => (
            <DropdownMenu.CheckboxItem
              key={one.value}
              className="menu-item"
              checked={isChosen(one.value)}
              onCheckedChange={() => toggle(one.value)}
              onSelect={(event) => event.preventDefault()}
            >
              <Tick />
              {one.label}
              {one.hint !== undefined && <small>{one.hint}</small>}
            </DropdownMenu.CheckboxItem>
          ))}
          {props.options !== undefined && <DropdownMenu.Separator className="menu-separator" />}
          {props.options?.map((option) => (
            <DropdownMenu.CheckboxItem
              key={option.label}
              className="menu-item"
              checked={option.checked}
              onCheckedChange={(checked) => option.onChange(checked)}
              onSelect={(event) => event.preventDefault()}
            >
              <Tick />
              {option.label}
              <small>{option.hint}</small>
            </DropdownMenu.CheckboxItem>
          ))}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}

/** Seen where the item is chosen. */
function Tick() {
  return (
    <span className="tick">
      <DropdownMenu.ItemIndicator>
        <Check size={14} aria-hidden="true" />
      </DropdownMenu.ItemIndicator>
    </span>
  );
}
