type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false
type IsAny<T> = 0 extends 1 & T ? true : false
/** Compiles if the types are the same and neither is `any`. */
export function same<A, B>(
  ..._: Equal<A, B> extends true ? (IsAny<A> extends false ? [] : ['any']) : [A, 'is not', B]
): void {}
