import type {
  Answered,
  CallOptions,
  ClientOptions,
  Disposing,
  KeyInput,
  NotificationInput,
  Paid,
  SecretInput,
  Unknown,
} from './client.js'
import type {
  AnswerFieldSpec,
  BundleSpec,
  EnvelopeSpec,
  FieldSpec,
  GatewaySpec,
  HeaderSpec,
  JsonReply,
  KeepSpec,
  KeySpec,
  ListSpec,
  MoneyCall,
  NotificationHeadersSpec,
  NotificationSpec,
  OptionSpec,
  OwnScheme,
  PageCall,
  ReadingCall,
  SignSpec,
  StatesSpec,
  TextReply,
  WindowSpec,
  WrapSpec,
} from './gateway-spec.js'
import type { HandlerResult, NotificationOptions } from './notification.js'

/**
 * A class for a gateway of your own, from its {@link GatewaySpec}: with a method for each call, and the pair `parse…` and
 * `handle…` for each notification, as the built-in classes have them, which are made in the same way.
 *
 * Everything wrong in the spec is told at once, each fault by its path: here where the module is ready, otherwise at the
 * first `new`.
 *
 * Types are inferred from the literal, without `as const`: what each method takes and gives, and the options of the class.
 * A comment (`/** … *\/`) on the line before a call, a field or an option in the literal is what editors show where it is
 * used. A spec that was read (by `JSON.parse`, or by an `import` of a JSON file, `as GatewaySpec`) makes a class of whose
 * methods the compiler knows nothing. Of two words of a choice that patch a call in different ways, a method takes what
 * either takes, and gives what either gives; the patches of several choices are seen one at a time.
 *
 * @throws {PayError} `config`, with every fault in `details`
 * @example
 * ```js
 * import { defineGateway } from 'paysign'
 *
 * const Teahouse = defineGateway({
 *   class: 'Teahouse',
 *   name: 'teahouse',
 *   options: { secret: { type: 'secret' }, base: { type: 'base', default: 'https://pay.teahouse.example' } },
 *   keys: { merchant: { option: 'secret', scheme: { signatureField: 'sign', secret: '&key={}', algorithm: 'md5' } } },
 *   calls: {
 *     queryOrder: {
 *       path: '/query',
 *       fields: { out_trade_no: { type: 'id', maxLength: 32 } },
 *       sign: { key: 'merchant' },
 *       effect: 'read',
 *       envelope: { code: ['code'], success: ['0'], message: ['msg'] },
 *       answer: { status: { type: 'enum', words: { unpaid: '0', paid: '1' } }, amount: { type: 'units' } },
 *       paid: { status: ['paid'] },
 *     },
 *   },
 * })
 * const teahouse = new Teahouse({ secret: process.env.TEAHOUSE_SECRET })
 * const { paid, amount } = await teahouse.queryOrder({ out_trade_no: 'A20261121001' })
 * ```
 */
export function defineGateway<const Spec extends GatewaySpec>(spec: Spec & NoFurther<Spec>): GatewayClass<Spec>

/** What {@link defineGateway} makes. */
export interface GatewayClass<Spec extends GatewaySpec> {
  /** @throws {PayError} `config`, naming the option that is missing or wrong */
  new (options: GatewayOptions<Spec>): Gateway<Spec>
  /** What the class was made from, frozen. */
  readonly spec: Spec
  /** Of all its instances. */
  readonly prototype: Gateway<Spec>
}

/** What a class of {@link defineGateway} needs to know: the spec's options, and those that every class takes. */
export type GatewayOptions<Spec extends GatewaySpec> =
  IsKnown<Spec> extends true ? KnownOptions<Spec> : ClientOptions & NotificationOptions & { [option: string]: unknown }

/** An instance of a class of {@link defineGateway}. */
export type Gateway<Spec extends GatewaySpec> = Disposing &
  (IsKnown<Spec> extends true ? Calls<Spec, Variant<Spec>> & Notifications<Variant<Spec>> : UnknownGateway)

/** An instance of a class whose spec the compiler does not know. */
export interface UnknownGateway {
  /** Verifies a notification, and gives its event. */
  [parse: `parse${string}`]: (input: NotificationInput) => UnknownAnswer & Paid
  /** Verifies a notification, has it handled once, and gives the response that the gateway expects. */
  [handle: `handle${string}`]: (
    request: Request,
    onEvent: (event: UnknownAnswer & Paid) => HandlerResult | Promise<HandlerResult>,
  ) => Promise<Response>
  /** A call; of a page its address, at once. */
  [call: string]: (request?: any, options?: any) => any
}

/** An answer or event whose fields the compiler does not know. */
export type UnknownAnswer = Answered & { [field: string]: unknown }

// ------------------------------------------------------------------------------------------------ Reading a spec

/** Whether the compiler has the literal: not of `any`, nor of a plain `GatewaySpec`. */
type IsKnown<Spec> = 0 extends 1 & Spec ? false : string extends Member<Spec, 'name'> ? false : true

/** No members. */
type None = {}

/** A member, as it is written. */
type Member<Of, Name extends PropertyKey, Else = None> = Of extends { readonly [N in Name]: infer Value } ? Value : Else

/** An object with what it takes from the shared ones. Comments in the literal stay with its members. */
type Resolved<Part, Shared> = Part extends { readonly $use: infer Names }
  ? Over<Taken<Names, Shared>, Omit<Part, '$use'>>
  : Part
type Taken<Names, Shared> = Names extends keyof Shared
  ? Resolved<Shared[Names], Shared>
  : Names extends readonly [infer First, ...infer Rest]
    ? Over<Taken<First, Shared>, Taken<Rest, Shared>>
    : None
type Over<Below, Above> = [keyof Below] extends [never] ? Above : Omit<Below, keyof Above> & Above

/** A member that is an object, with what it takes. */
type Part<Of, Name extends PropertyKey, Shared> = Resolved<Member<Of, Name>, Shared>

/** A part, with the shared objects that are for it. */
interface Placed<Row, Shared> {
  row: Row
  shared: Shared
}

/** How a field or an option is given: `filled` are those that the caller does not know of. */
type Giving<Row> = Row extends { readonly value: unknown }
  ? 'filled'
  : Row extends { readonly optional: true } | { readonly default: unknown }
    ? 'optional'
    : 'required'

/** The names of those that are given so. */
type NamesOf<Rows, Shared, How> = {
  [Name in keyof Rows]: Giving<Resolved<Rows[Name], Shared>> extends How ? Name : never
}[keyof Rows]

/** As editors show it: one object for what several intersected ones say. */
type Flat<Type> = Type extends unknown ? { -readonly [Name in keyof Type]: Type[Name] } : never

/** The words of an `enum`. */
type WordOf<Words> = Words extends readonly (infer Word)[] ? Word : keyof Words & string

// ---------------------------------------------------------------------------------------------- Checking a spec

/**
 * Refuses members that a spec cannot have: what a type parameter stands for may have more than its constraint. Not in
 * `shared`, nor in a patch: what is meant shows where it is taken.
 */
type NoFurther<Spec> =
  IsKnown<Spec> extends true
    ? { readonly [Name in keyof Spec]: Name extends keyof GatewaySpec ? OnlyIn<Name, Spec[Name]> : NoSuchMember<Name> }
    : unknown
type OnlyIn<Name, Given> = Name extends 'options'
  ? OnlyRows<Given, OptionKeys>
  : Name extends 'keys'
    ? { readonly [Role in keyof Given]: OnlyMembers<Given[Role], keyof KeySpec> }
    : Name extends 'calls'
      ? { readonly [Call in keyof Given]: OnlyMembers<Given[Call], CallKey<Given[Call]>> }
      : Name extends 'notifications'
        ? {
            readonly [Notification in keyof Given]: OnlyMembers<
              Given[Notification],
              keyof NotificationSpec,
              NotificationParts
            >
          }
        : unknown

/** The members of one object, with those of its parts. */
type OnlyMembers<Given, Known, Of = Parts> = Given extends string | readonly unknown[]
  ? unknown
  : {
      readonly [Name in keyof Given]: Name extends Known | '$use' ? OnlyPart<Given[Name], Name, Of> : NoSuchMember<Name>
    }
type OnlyPart<Given, Name, Of> = Name extends keyof Of
  ? Of[Name] extends PropertyKey
    ? OnlyMembers<Given, Of[Name]>
    : OnlyRows<Given, Of[Name]>
  : unknown
interface Parts {
  headers: HeaderKeys
  fields: FieldKeys
  answer: AnswerKeys
  scheme: keyof OwnScheme
  wrap: keyof WrapSpec
  sign: keyof SignSpec
  envelope: keyof EnvelopeSpec
  states: keyof StatesSpec
  keep: keyof KeepSpec
  list: keyof ListSpec
  bundle: keyof BundleSpec
}
interface NotificationParts {
  headers: keyof NotificationHeadersSpec
  fields: AnswerKeys
  window: keyof WindowSpec
  success: keyof TextReply | keyof JsonReply
  failure: keyof TextReply | keyof JsonReply
}
type CallKey<Given> = Given extends { readonly send: 'page' }
  ? keyof PageCall
  : Given extends { readonly effect: 'read' | 'idempotent' | 'once' }
    ? keyof ReadingCall
    : keyof PageCall | keyof MoneyCall

/** Options and fields, by the members that their types have. */
type OnlyRows<Rows, Keys> = { readonly [Name in keyof Rows]: OnlyRow<Rows[Name], Keys> }
type OnlyRow<Row, Keys> = Row extends string | readonly unknown[]
  ? unknown
  : Row extends { readonly type: infer Type extends keyof Keys }
    ? keyof Row extends Keys[Type] | '$use'
      ? Row extends { readonly fields: infer Fields }
        ? { readonly fields: OnlyRows<Fields, Keys> }
        : unknown
      : FurtherMembers<Row, Keys[Type] | '$use'>
    : keyof Row extends Keys[keyof Keys] | '$use'
      ? unknown
      : FurtherMembers<Row, Keys[keyof Keys] | '$use'>
type FurtherMembers<Row, Known> = { readonly [Name in Exclude<keyof Row, Known>]: NoSuchMember<Name> }
type KeysByType<Union extends { readonly type?: unknown }> = {
  [Type in Union['type'] & string]: keyof Extract<Union, { readonly type: Type }>
}
type OptionKeys = KeysByType<OptionSpec>
type FieldKeys = KeysByType<FieldSpec>
type HeaderKeys = KeysByType<HeaderSpec>
type AnswerKeys = KeysByType<AnswerFieldSpec>

/** What no value is, so that the error names the member. */
interface NoSuchMember<Name> {
  'there is no member of this name': Name
}

// ------------------------------------------------------------------------------------------------------ Choices

/** The spec with each patch that changes calls or notifications, one at a time; the spec itself where none does. */
type Variant<Spec> = [PatchIn<Spec>] extends [null] ? Spec : Merged<Spec, PatchIn<Spec>>

/** The patches of the choices that change calls or notifications; `null` for a word of theirs that does not. */
type PatchIn<Spec> =
  Member<Spec, 'options'> extends infer Options
    ? { [Name in keyof Options]: Patches<Member<Options[Name], 'words', never>> }[keyof Options]
    : never
type Patches<Words> = [PatchOf<Words[keyof Words]>] extends [null] ? never : PatchOf<Words[keyof Words]>
type PatchOf<Word> = Word extends { readonly patch: infer Patch }
  ? keyof Patch & ('calls' | 'notifications' | 'shared') extends never
    ? null
    : Patch
  : null

/** RFC 7396. */
type Merged<Below, Patch> = Patch extends null ? Below : Merge<Below, Patch>
type Merge<Below, Patch> = Patch extends readonly unknown[]
  ? Patch
  : Patch extends object
    ? Omit<Below, keyof Patch> & {
        [Name in Kept<Patch>]: Merge<Name extends keyof Below ? Below[Name] : None, Patch[Name]>
      }
    : Patch
/** The members that a patch does not take away. */
type Kept<Patch> = { [Name in keyof Patch]: Patch[Name] extends null ? never : Name }[keyof Patch]

// ------------------------------------------------------------------------------------------------------ Options

type KnownOptions<Spec> = Spec extends unknown
  ? OwnOptions<Member<Spec, 'options'>, Member<Spec, 'shared'>> &
      ClientOptions &
      (Spec extends { readonly notifications: object } ? NotificationOptions : unknown)
  : never
type OwnOptions<Rows, Shared> = [SettingChoice<Rows>] extends [never]
  ? OptionsIn<Resolved<Rows, Shared>, Shared>
  : ByWord<Rows, SettingChoice<Rows>, Shared>

/** The choice whose words leave different options, if there is one. */
type SettingChoice<Rows> = {
  [Name in keyof Rows]: true extends SetsOptions<Member<Rows[Name], 'words', never>> ? Name : never
}[keyof Rows]
type SetsOptions<Words> = { [Word in keyof Words]: SetsOption<PatchedOptions<Words[Word]>> }[keyof Words]
type SetsOption<Options> = Options[keyof Options] extends infer Option
  ? Option extends { readonly type?: never; readonly optional?: never }
    ? false
    : true
  : never
type PatchedOptions<Word> = Member<Member<Word, 'patch'>, 'options'>

/** For each word of the choice: the word, and the options that it leaves. */
type ByWord<Rows, Choice, Shared> = Choice extends keyof Rows
  ? WithWord<Rows, Choice, Member<Rows[Choice], 'words'>, Member<Rows[Choice], 'default', never>, Shared>
  : never
type WithWord<Rows, Choice extends PropertyKey, Words, Default, Shared> = {
  [Word in keyof Words]: OptionsIn<
    Resolved<
      Omit<Merge<Rows, PatchedOptions<Words[Word]>>, Choice> & { [Name in Choice]: ChosenWord<Word, Default> },
      Shared
    >,
    Shared
  >
}[keyof Words]
/** The choice with one of its words, which may be left out where it is the default. */
type ChosenWord<Word, Default> = { readonly type: 'choice'; readonly words: readonly Word[] } & ([Word] extends [
  Default,
]
  ? { readonly optional: true }
  : unknown)

type OptionsIn<Rows, Shared> = Flat<
  RequiredOptions<Rows, NamesOf<Rows, Shared, 'required'>, Shared> &
    OptionalOptions<Rows, NamesOf<Rows, Shared, 'optional'>, Shared> &
    (HasRsa<Rows, Shared> extends true ? WeakKeys : unknown)
>
type RequiredOptions<Rows, Names extends keyof Rows, Shared> = {
  [Name in Names]: OptionValue<Resolved<Rows[Name], Shared>>
}
type OptionalOptions<Rows, Names extends keyof Rows, Shared> = {
  [Name in Names]?: OptionValue<Resolved<Rows[Name], Shared>> | undefined
}

type OptionValue<Option> =
  Member<Option, 'type'> extends infer Type
    ? Type extends keyof OptionValues
      ? OptionValues[Type]
      : Type extends 'choice'
        ? WordOf<Member<Option, 'words'>>
        : never
    : never
interface OptionValues {
  id: string
  secret: SecretInput
  privateKey: KeyInput
  publicKey: KeyInput
  base: string
  hosts: string[]
}

type HasRsa<Rows, Shared> = true extends { [Name in keyof Rows]: IsRsa<Resolved<Rows[Name], Shared>> }[keyof Rows]
  ? true
  : false
type IsRsa<Option> = Option extends { readonly type: 'privateKey' | 'publicKey' } ? true : false
interface WeakKeys {
  /** Takes RSA keys of 1024 to 2047 bits, which can be broken. Default: `false`. */
  allowWeakKeys?: boolean | undefined
}

// -------------------------------------------------------------------------------------------------------- Calls

/** The methods; those of the spec as it is written keep their comments. */
type Calls<Spec, Variants> = Methods<Part<Spec, 'calls', Member<Spec, 'shared'>>, Variants> &
  FurtherMethods<Spec, Variants>
type Methods<Rows, Variants> = { [Name in keyof Rows]: Method<CallIn<Variants, Name>> }
type FurtherMethods<Spec, Variants> = {
  [Name in Exclude<CallNames<Variants>, CallNames<Spec>>]: Method<CallIn<Variants, Name>>
}
type CallNames<Spec> = Spec extends unknown ? keyof Part<Spec, 'calls', Member<Spec, 'shared'>> : never
/** The call in each of the variants; one and the same for those that do not change it. */
type CallIn<Spec, Name> = Spec extends unknown
  ? Row<Part<Spec, 'calls', Member<Spec, 'shared'>>, Name, Member<Spec, 'shared'>>
  : never
type Row<Rows, Name, Shared> = Name extends keyof Rows ? Placed<Resolved<Rows[Name], Shared>, Shared> : never

type Method<Call> = [Call] extends [Placed<{ readonly send: 'page' }, unknown>]
  ? Page<RequestTo<Call>, AnyOfIn<Call>>
  : Requesting<RequestTo<Call>, AnyOfIn<Call>, Result<Call>>

/** Of needs, those that a request without fields never meets, though each field may be absent. */
type AnyOfIn<Call> =
  Call extends Placed<{ readonly needs: readonly (infer Need)[] }, unknown>
    ? Extract<Need, { readonly anyOf: unknown }>
    : never

type Page<Request, AnyOf> = [Request] extends [undefined]
  ? () => string
  : [None, AnyOf] extends [Request, never]
    ? (page?: Request) => string
    : (page: Request) => string
type Requesting<Request, AnyOf, Result> = [Request] extends [undefined]
  ? (request?: undefined, options?: CallOptions) => Result
  : [None, AnyOf] extends [Request, never]
    ? (request?: Request, options?: CallOptions) => Result
    : (request: Request, options?: CallOptions) => Result

type Result<Call> = [Call] extends [Placed<{ readonly list: unknown }, unknown>]
  ? AsyncGenerator<Answer<Call>, void, undefined>
  : Promise<Answer<Call>>

// -------------------------------------------------------------------------------------------------------- Requests

/** What a call takes; `undefined` where that is nothing. */
type RequestTo<Call> =
  Call extends Placed<infer Row, infer Shared> ? RequestOf<FieldsOf<Row, Shared>, Shared, Member<Row, 'needs'>> : never
type FieldsOf<Call, Shared> = Part<Call, 'headers', Shared> &
  Part<Call, 'fields', Shared> &
  Part<Part<Call, 'wrap', Shared>, 'fields', Shared>
type RequestOf<Rows, Shared, Needs> = [NamesOf<Rows, Shared, 'required' | 'optional'>] extends [never]
  ? undefined
  : Flat<Given<Rows, Shared, Depending<Needs>> & Conditions<Needs, Rows, Shared>>

type Given<Rows, Shared, But = never> = RequiredFields<Rows, Exclude<NamesOf<Rows, Shared, 'required'>, But>, Shared> &
  OptionalFields<Rows, Exclude<NamesOf<Rows, Shared, 'optional'>, But>, Shared>
type RequiredFields<Rows, Names extends keyof Rows, Shared> = {
  [Name in Names]: FieldValue<Resolved<Rows[Name], Shared>, Shared>
}
type OptionalFields<Rows, Names extends keyof Rows, Shared> = {
  [Name in Names]?: FieldValue<Resolved<Rows[Name], Shared>, Shared> | undefined
}

type FieldValue<Field, Shared> =
  Member<Field, 'type'> extends infer Type
    ? Type extends keyof FieldValues
      ? FieldValues[Type]
      : Type extends 'units'
        ? Field extends { readonly places: 0 | 1 | 2 }
          ? number | bigint | string
          : bigint | string
        : Type extends 'unixMillis'
          ? Field extends { readonly number: true }
            ? number | bigint | string
            : string
          : Type extends 'enum'
            ? WordOf<Member<Field, 'words'>>
            : Type extends 'items'
              ? Item<Field, Shared> | readonly Item<Field, Shared>[]
              : Type extends 'joined'
                ? readonly Item<Field, Shared>[]
                : never
    : never
interface FieldValues {
  text: string
  token: string
  nonce: string
  prefixed: string
  id: string
  digits: string
  integer: number | bigint | string
  decimal: string
  unixSeconds: number | bigint | string
  dateTime: string
  url: string
  ipv4: string
}
type Item<Field, Shared> = Flat<Given<Part<Field, 'fields', Shared>, Shared>>

/** The names of fields that are given in one of several ways. */
type Depending<Needs> = Needs extends readonly (infer Need)[]
  ? Need extends { readonly oneOf: readonly (infer Name)[] }
    ? Name
    : Need extends { readonly switch: infer Name; readonly cases: infer Cases }
      ? Name | Cases[keyof Cases]
      : never
  : never
type Conditions<Needs, Rows, Shared> = Needs extends readonly [infer Need, ...infer Rest]
  ? Condition<Need, Rows, Shared> & Conditions<Rest, Rows, Shared>
  : unknown
type Condition<Need, Rows, Shared> = Need extends { readonly oneOf: readonly (infer Names)[] }
  ? OneOf<Names, Names & keyof Rows, Rows, Shared>
  : Need extends { readonly switch: infer Name; readonly cases: infer Cases }
    ? Switch<Name & keyof Rows, Cases, keyof Cases, Rows, Shared>
    : unknown
type OneOf<Name, All extends keyof Rows, Rows, Shared> = Name extends keyof Rows
  ? RequiredFields<Rows, Name, Shared> & { [Other in Exclude<All, Name>]?: never }
  : never
type Switch<Name extends keyof Rows, Cases, Word extends keyof Cases, Rows, Shared> = Word extends unknown
  ? { [N in Name]: Word } & OneOf<Cases[Word], Cases[keyof Cases] & keyof Rows, Rows, Shared>
  : never

// ------------------------------------------------------------------------------------------- Answers and events

type Answer<Call> =
  Call extends Placed<infer Row, infer Shared>
    ? Flat<
        Answers<Part<Row, 'answer', Shared>, Shared> & Answered & PaidIn<Row> & BundleIn<Part<Row, 'bundle', Shared>>
      >
    : never
type PaidIn<Call> = Call extends { readonly paid: unknown } ? Paid : unknown
type BundleIn<Bundle> = Bundle extends { readonly name: infer Name; readonly fields: readonly (infer Field)[] }
  ? { [N in Name & string]: { [F in Field & string]: string } }
  : unknown

type Answers<Rows, Shared> = RequiredAnswers<Rows, NamesOf<Rows, Shared, 'required'>, Shared> &
  OptionalAnswers<Rows, NamesOf<Rows, Shared, 'optional'>, Shared>
type RequiredAnswers<Rows, Names extends keyof Rows, Shared> = {
  [Name in Names]: AnswerValue<Resolved<Rows[Name], Shared>, Shared>
}
type OptionalAnswers<Rows, Names extends keyof Rows, Shared> = {
  [Name in Names]?: AnswerValue<Resolved<Rows[Name], Shared>, Shared>
}
type AnswerValue<Field, Shared> =
  Member<Field, 'type'> extends infer Type
    ? Type extends keyof AnswerValues
      ? AnswerValues[Type]
      : Type extends 'enum'
        ? WordOf<Member<Field, 'words'>> | Unknown
        : Type extends 'object'
          ? Flat<Answers<Part<Field, 'fields', Shared>, Shared>>
          : Type extends 'list'
            ? Flat<Answers<Part<Field, 'fields', Shared>, Shared>>[]
            : never
    : never
interface AnswerValues {
  text: string
  units: bigint
  integer: number
  boolean: boolean
}

type Notifications<Variants> = {
  [Name in NotificationNames<Variants> as `parse${Capitalize<Name>}`]: (
    input: NotificationInput,
  ) => EventOf<NotificationIn<Variants, Name>>
} & {
  [Name in NotificationNames<Variants> as `handle${Capitalize<Name>}`]: (
    request: Request,
    onEvent: (event: EventOf<NotificationIn<Variants, Name>>) => HandlerResult | Promise<HandlerResult>,
  ) => Promise<Response>
}
type NotificationNames<Spec> = Spec extends unknown
  ? keyof Part<Spec, 'notifications', Member<Spec, 'shared'>> & string
  : never
type NotificationIn<Spec, Name> = Spec extends unknown
  ? Row<Part<Spec, 'notifications', Member<Spec, 'shared'>>, Name, Member<Spec, 'shared'>>
  : never
type EventOf<Notification> =
  Notification extends Placed<infer Row, infer Shared>
    ? Flat<Answers<Part<Row, 'fields', Shared>, Shared> & Answered & Paid>
    : never

// Without it, all declarations of a .d.ts file are exported.
export {}
