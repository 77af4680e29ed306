import type { ZodType } from 'zod';
import { isAdmin, isTechnician, type Person } from '../../models/person.ts';
import type { CommandAnswer, FormProblems } from '../desk.ts';
import type { FormValues } from '../form.ts';
import { auditRefusal, type Caller, type CommandDependencies, type Entitled } from './given-command.ts';

/** Who may give a command. Admins may do whatever technicians may. */
export type CommandRole = 'anyone' | 'technician' | 'admin';

/** What is said about a command to whoever reads help, and how its line is taken apart. */
export interface CommandShape {
  /** Its words: `policy set`. */
  name: string;
  role: CommandRole;
  /** One line, without a full stop. */
  summary: string;
  /** Arguments behind its words, as commander writes them: `<tool> [policy...]`. */
  takes?: string;
  options?: readonly CommandOption[];
  /** Whatever follows is taken as words, options that there are not too: for what must not be echoed. */
  lenient?: true;
  /** Whole command lines with what they do. */
  examples: readonly { line: string; does: string }[];
}

/** An option of a command. */
export interface CommandOption {
  /** As commander writes it: `--client <client>`. */
  flags: string;
  does: string;
}

/** A command of the language. `input` is what commander made of the line: arguments and options by name, in camel case. */
export interface CommandSpec extends CommandShape {
  run(
    dependencies: CommandDependencies,
    caller: Caller,
    input: unknown,
    line: CommandLine,
  ): Promise<CommandAnswer>;
}

/** The line that was given, as words: to offer the same line with another word in it. */
export interface CommandLine {
  words: readonly string[];
}

/** A form that a command answers with. */
export interface FormHandler {
  /** That of its `FormSpec`. */
  id: string;
  role: CommandRole;
  submit(dependencies: CommandDependencies, caller: Caller, filled: FilledForm): Promise<Submitted>;
}

/** What comes of a form that was sent. */
export type Submitted = CommandAnswer | FormProblems | GivenLine;

/** A form that says a command line: it is given in the name of whoever sent the form, like one that was typed. */
export interface GivenLine {
  kind: 'line';
  words: readonly string[];
}

/** A form as it came back. Both are from outside: parse them. */
export interface FilledForm {
  state: string;
  values: FormValues;
}

/** A command that anybody may give, known or not. */
export function openCommand<Input>(
  shape: Omit<CommandShape, 'role'> & { input: ZodType<Input> },
  run: (
    dependencies: CommandDependencies,
    given: { caller: Caller; input: Input; line: CommandLine },
  ) => Promise<CommandAnswer>,
): CommandSpec {
  return {
    ...shape,
    role: 'anyone',
    run: (dependencies, caller, raw, line) =>
      run(dependencies, { caller, input: shape.input.parse(raw), line }),
  };
}

/** A command for those who run the desk. Whoever else gives it is refused, and that is audited. */
export function deskCommand<Input>(
  shape: Omit<CommandShape, 'role'> & { role: 'technician' | 'admin'; input: ZodType<Input> },
  run: (
    dependencies: CommandDependencies,
    given: { caller: Entitled; input: Input; line: CommandLine },
  ) => Promise<CommandAnswer>,
): CommandSpec {
  return {
    ...shape,
    async run(dependencies, caller, raw, line) {
      const entitled = entitledTo(shape.role, caller);
      if (!entitled) return refuse(dependencies, caller, shape);
      return run(dependencies, { caller: entitled, input: shape.input.parse(raw), line });
    },
  };
}

/** A form for those who run the desk: whoever sends it has to be one of them now, whoever opened it. */
export function deskForm(
  { id, role }: { id: string; role: 'technician' | 'admin' },
  submit: (dependencies: CommandDependencies, caller: Entitled, filled: FilledForm) => Promise<Submitted>,
): FormHandler {
  return {
    id,
    role,
    async submit(dependencies, caller, filled) {
      const entitled = entitledTo(role, caller);
      return entitled
        ? submit(dependencies, entitled, filled)
        : refuse(dependencies, caller, { name: id, role });
    },
  };
}

/** Whether a person has a role now. */
export function hasRole(person: Person | undefined, role: CommandRole): boolean {
  if (role === 'anyone') return true;
  return person !== undefined && (role === 'admin' ? isAdmin(person) : isTechnician(person));
}

function entitledTo(role: CommandRole, { by, person }: Caller): Entitled | undefined {
  return person && hasRole(person, role) ? { by, person } : undefined;
}

async function refuse(
  dependencies: CommandDependencies,
  caller: Caller,
  { name, role }: Pick<CommandShape, 'name' | 'role'>,
): Promise<CommandAnswer> {
  await auditRefusal(dependencies, caller, name);
  const who = role === 'admin' ? 'an admin' : 'a technician';
  return { kind: 'refused', text: `Only ${who} of the MSP may use \`${name}\`.` };
}
