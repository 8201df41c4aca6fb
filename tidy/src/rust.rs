//! What the rules ask of a Rust file: its functions, its names, its literals, and which of them are test code.
//! Not here: any rule.

use proc_macro2::{TokenStream, TokenTree};
use syn::spanned::Spanned;
use syn::visit::{self, Visit};

use crate::house::File;

/// A function with a body.
#[derive(Debug, Clone)]
pub struct Function {
    /// Its name.
    pub name: String,
    /// Lines from `fn` to the closing brace.
    pub lines: usize,
    /// Whether it carries `#[test]` or a cousin of it.
    pub is_test: bool,
    /// Whether it carries `#[ignore]` without a reason.
    pub ignored_silently: bool,
}

/// A literal text in code, outside attributes and comments.
#[derive(Debug, Clone)]
pub struct Literal {
    /// Its value.
    pub value: String,
    /// The method it is the first text of, e.g. `of`.
    pub method: Option<String>,
    /// Whether it stands in test code.
    pub in_test: bool,
}

/// Everything the rules ask of one file.
#[derive(Debug, Clone, Default)]
pub struct Reading {
    /// Functions with bodies, in order.
    pub functions: Vec<Function>,
    /// Names given to types, traits and modules.
    pub names: Vec<String>,
    /// Text literals, in order.
    pub literals: Vec<Literal>,
    /// Lines of calls that stop the program, outside tests and outside what says why with `#[expect]`.
    pub stops: Vec<usize>,
}

/// Reads a file.
///
/// # Errors
/// If it is not Rust.
pub fn read(file: &File) -> Result<Reading, String> {
    let ast = syn::parse_file(&file.text).map_err(|error| format!("{}: {error}", file.path))?;
    let mut reader = Reader { reading: Reading::default(), tests: usize::from(file.is_test()), excused: 0 };
    if ast.attrs.iter().any(excuses) {
        reader.excused = 1;
    }
    reader.visit_file(&ast);
    Ok(reader.reading)
}

struct Reader {
    reading: Reading,
    tests: usize,
    excused: usize,
}

const STOPS: [&str; 4] = ["unwrap", "expect", "unwrap_err", "expect_err"];
const STOP_MACROS: [&str; 4] = ["panic", "unreachable", "todo", "unimplemented"];

impl Reader {
    fn within(&mut self, attrs: &[syn::Attribute], go: impl FnOnce(&mut Reader)) {
        let (test, excused) = (attrs.iter().any(is_test_only), attrs.iter().any(excuses));
        self.tests += usize::from(test);
        self.excused += usize::from(excused);
        go(self);
        self.tests -= usize::from(test);
        self.excused -= usize::from(excused);
    }

    fn function(&mut self, attrs: &[syn::Attribute], sig: &syn::Signature, block: &syn::Block) {
        let first = sig.fn_token.span.start().line;
        self.reading.functions.push(Function {
            name: sig.ident.to_string(),
            lines: block.brace_token.span.close().end().line + 1 - first,
            is_test: attrs.iter().any(is_test_mark),
            ignored_silently: attrs
                .iter()
                .any(|attr| matches!(&attr.meta, syn::Meta::Path(path) if path.is_ident("ignore"))),
        });
    }

    fn stop(&mut self, line: usize) {
        if self.tests == 0 && self.excused == 0 {
            self.reading.stops.push(line);
        }
    }

    fn literal(&mut self, value: String, method: Option<String>) {
        self.reading.literals.push(Literal { value, method, in_test: self.tests > 0 });
    }

    /// The inside of a macro: only tokens are known, so method calls are told by their shape.
    fn tokens(&mut self, stream: TokenStream) {
        let trees: Vec<TokenTree> = stream.into_iter().collect();
        for (index, tree) in trees.iter().enumerate() {
            match tree {
                TokenTree::Group(group) => {
                    let method = method_before(&trees, index);
                    let line = group.span().start().line;
                    if method.as_deref().is_some_and(|name| STOPS.contains(&name)) {
                        self.stop(line);
                    }
                    let before = self.reading.literals.len();
                    self.tokens(group.stream());
                    if let Some(first) = self.reading.literals.get_mut(before) {
                        first.method = first.method.take().or(method);
                    }
                }
                TokenTree::Literal(literal) => {
                    if let Ok(text) = syn::parse_str::<syn::LitStr>(&literal.to_string()) {
                        self.literal(text.value(), None);
                    }
                }
                _ => {}
            }
        }
    }
}

fn method_before(trees: &[TokenTree], index: usize) -> Option<String> {
    let (TokenTree::Punct(dot), TokenTree::Ident(name)) =
        (trees.get(index.checked_sub(2)?)?, &trees[index - 1])
    else {
        return None;
    };
    (dot.as_char() == '.').then(|| name.to_string())
}

fn is_test_mark(attr: &syn::Attribute) -> bool {
    attr.path().segments.last().is_some_and(|last| last.ident == "test")
}

fn is_test_only(attr: &syn::Attribute) -> bool {
    let cfg_test = || attr.parse_args::<TokenStream>().is_ok_and(|tokens| tokens.to_string() == "test");
    is_test_mark(attr) || (attr.path().is_ident("cfg") && cfg_test())
}

/// `#[expect(clippy::…, reason = "…")]` about stopping the program.
fn excuses(attr: &syn::Attribute) -> bool {
    let said = || attr.parse_args::<TokenStream>().map(|tokens| tokens.to_string()).unwrap_or_default();
    let about = |text: &str| {
        ["unwrap_used", "expect_used", "panic", "unreachable"].iter().any(|lint| text.contains(lint))
    };
    attr.path().is_ident("expect") && about(&said()) && said().contains("reason")
}

impl<'ast> Visit<'ast> for Reader {
    fn visit_attribute(&mut self, _: &'ast syn::Attribute) {}

    fn visit_item_fn(&mut self, item: &'ast syn::ItemFn) {
        self.function(&item.attrs, &item.sig, &item.block);
        self.within(&item.attrs, |reader| visit::visit_item_fn(reader, item));
    }

    fn visit_impl_item_fn(&mut self, item: &'ast syn::ImplItemFn) {
        self.function(&item.attrs, &item.sig, &item.block);
        self.within(&item.attrs, |reader| visit::visit_impl_item_fn(reader, item));
    }

    fn visit_trait_item_fn(&mut self, item: &'ast syn::TraitItemFn) {
        if let Some(block) = &item.default {
            self.function(&item.attrs, &item.sig, block);
        }
        self.within(&item.attrs, |reader| visit::visit_trait_item_fn(reader, item));
    }

    fn visit_item_mod(&mut self, item: &'ast syn::ItemMod) {
        self.reading.names.push(item.ident.to_string());
        self.within(&item.attrs, |reader| visit::visit_item_mod(reader, item));
    }

    fn visit_item_impl(&mut self, item: &'ast syn::ItemImpl) {
        self.within(&item.attrs, |reader| visit::visit_item_impl(reader, item));
    }

    fn visit_item_struct(&mut self, item: &'ast syn::ItemStruct) {
        self.reading.names.push(item.ident.to_string());
        visit::visit_item_struct(self, item);
    }

    fn visit_item_enum(&mut self, item: &'ast syn::ItemEnum) {
        self.reading.names.push(item.ident.to_string());
        visit::visit_item_enum(self, item);
    }

    fn visit_item_trait(&mut self, item: &'ast syn::ItemTrait) {
        self.reading.names.push(item.ident.to_string());
        visit::visit_item_trait(self, item);
    }

    fn visit_local(&mut self, local: &'ast syn::Local) {
        self.within(&local.attrs, |reader| visit::visit_local(reader, local));
    }

    fn visit_expr_method_call(&mut self, call: &'ast syn::ExprMethodCall) {
        let method = call.method.to_string();
        // `expect` of a parser or of the browser takes something else than one text.
        let stops = match method.as_str() {
            "unwrap" | "unwrap_err" => call.args.is_empty(),
            "expect" | "expect_err" => call.args.len() == 1,
            _ => false,
        };
        if stops {
            self.stop(call.method.span().start().line);
        }
        let before = self.reading.literals.len();
        self.visit_expr(&call.receiver);
        let own = self.reading.literals.len();
        debug_assert!(before <= own, "literals are only added");
        for argument in &call.args {
            self.visit_expr(argument);
        }
        if let Some(first) = self.reading.literals.get_mut(own) {
            first.method = first.method.take().or(Some(method));
        }
    }

    fn visit_lit_str(&mut self, literal: &'ast syn::LitStr) {
        self.literal(literal.value(), None);
    }

    fn visit_macro(&mut self, call: &'ast syn::Macro) {
        if call.path.segments.last().is_some_and(|last| STOP_MACROS.iter().any(|stop| last.ident == stop)) {
            self.stop(call.span().start().line);
        }
        self.tokens(call.tokens.clone());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reading(text: &str) -> Reading {
        read(&File::invented("law/src/a.rs", text)).unwrap()
    }

    #[test]
    fn a_function_is_as_long_as_from_fn_to_its_closing_brace() {
        let found = reading("/// Why.\n#[must_use]\nfn long(\n) -> u8 {\n    1\n}\n");
        assert_eq!((found.functions[0].name.as_str(), found.functions[0].lines), ("long", 4));
    }

    #[test]
    fn stops_are_found_in_code_and_in_macros_but_not_in_tests() {
        let text = "fn a() { b.unwrap(); println!(\"{}\", c.expect(\"d\")); panic!(); }\n\
                    #[cfg(test)] mod tests { fn e() { f.unwrap(); } }\n\
                    #[test] fn g() { h.unwrap(); }";
        assert_eq!(reading(text).stops.len(), 3);
    }

    #[test]
    fn a_stop_with_its_reason_is_excused() {
        let text = "#[expect(clippy::unwrap_used, reason = \"the table above\")] fn a() { b.unwrap(); }";
        assert_eq!(reading(text).stops, [0; 0]);
        assert_eq!(reading("#[expect(clippy::unwrap_used)] fn a() { b.unwrap(); }").stops.len(), 1);
    }

    #[test]
    fn a_literal_knows_the_method_it_is_given_to() {
        let found =
            reading("fn a() { t.of(\"duty-a\"); format!(\"{}\", t.with(\"duty-b\", 1)); x(\"free\"); }");
        let methods: Vec<_> =
            found.literals.iter().map(|l| (l.value.as_str(), l.method.as_deref())).collect();
        assert_eq!(methods, [("duty-a", Some("of")), ("{}", None), ("duty-b", Some("with")), ("free", None)]);
    }

    #[test]
    fn a_test_ignored_without_a_reason_is_told_from_one_with_a_reason() {
        let found = reading("#[test] #[ignore] fn a() {}\n#[test] #[ignore = \"needs a printer\"] fn b() {}");
        let silent: Vec<bool> = found.functions.iter().map(|f| f.ignored_silently).collect();
        assert_eq!(silent, [true, false]);
    }
}
