#!/bin/sh
# Makes the keys that a signer must refuse, or take only with a choice. Needs OpenSSL 3 and, for the OpenSSH forms,
# ssh-keygen. All are new each time: nothing but their kind is ever compared. The keys of merchant and platform are not
# touched, because the signatures in the vectors belong to them.
set -eu
cd "$(dirname "$0")"

openssl req -x509 -new -key merchant.pkcs8.pem -subj /CN=merchant -days 36500 -out certificate.pem
openssl req -new -key merchant.pkcs8.pem -subj /CN=merchant -out request.pem
openssl x509 -req -in request.pem -signkey merchant.pkcs8.pem -days 36500 -out certificate-v1.pem
openssl rsa -in merchant.pkcs8.pem -traditional -aes256 -passout pass:secret -out encrypted.pkcs1.pem
openssl rsa -in weak1024.pkcs8.pem -pubout -out weak1024.spki.pem
openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:768 -out weak768.pkcs8.pem
openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -pkeyopt rsa_keygen_primes:3 -out three-primes.pkcs8.pem
openssl genpkey -algorithm RSA-PSS -pkeyopt rsa_keygen_bits:2048 -out pss.pkcs8.pem
openssl pkey -in pss.pkcs8.pem -pubout -out pss.spki.pem
openssl ec -in ec.pkcs8.pem -out ec.sec1.pem
openssl pkey -in ec.pkcs8.pem -pubout -out ec.spki.pem
openssl genpkey -algorithm ED25519 -out ed25519.pkcs8.pem
openssl pkey -in ed25519.pkcs8.pem -pubout -out ed25519.spki.pem
openssl genpkey -genparam -algorithm DSA -pkeyopt dsa_paramgen_bits:1024 -out dsa.parameters.pem
openssl genpkey -paramfile dsa.parameters.pem -out dsa.pkcs8.pem
openssl pkey -in dsa.pkcs8.pem -traditional -out dsa.traditional.pem
openssl pkey -in dsa.pkcs8.pem -pubout -out dsa.spki.pem
rm dsa.parameters.pem
cp merchant.pkcs1.pem openssh.pem
chmod 600 openssh.pem
ssh-keygen -p -N '' -f openssh.pem
ssh-keygen -y -f openssh.pem > openssh.pub

# Other keys and other wrappers of the merchant's.
openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:SM2 -out sm2.pkcs8.pem
openssl pkey -in sm2.pkcs8.pem -pubout -out sm2.spki.pem
openssl ecparam -name prime256v1 -genkey -out ec.parameters.pem
openssl pkcs12 -export -inkey merchant.pkcs8.pem -in certificate.pem -passout pass:secret -out merchant.p12
openssl pkcs12 -in merchant.p12 -passin pass:secret -nodes -out bundle.pem
keytool -importkeystore -srckeystore merchant.p12 -srcstoretype PKCS12 -srcstorepass secret \
  -destkeystore merchant.jks -deststoretype JKS -deststorepass secret1 -destkeypass secret1
openssl crl2pkcs7 -nocrl -certfile certificate.pem -out certificates.p7.pem
openssl rsa -in merchant.pkcs8.pem -outform MSBLOB -out merchant.blob

# The merchant's certificate after that of the platform, with whose key it is signed; and a list of revoked ones.
openssl req -x509 -new -key platform.pkcs8.pem -subj /CN=platform -days 36500 -out platform.pem
openssl x509 -req -in request.pem -CA platform.pem -CAkey platform.pkcs8.pem -set_serial 1 -days 36500 -out leaf.pem
cat platform.pem leaf.pem > chain.pem
rm platform.pem leaf.pem
touch revoked.index
printf '[ca]\ndefault_ca=own\n[own]\ndatabase=revoked.index\ndefault_md=sha256\ndefault_crl_days=36500\n' > revoked.cnf
openssl ca -config revoked.cnf -gencrl -keyfile merchant.pkcs8.pem -cert certificate.pem -out revoked.pem
rm revoked.index revoked.cnf

# The merchant's numbers with their names, by Node: a JWK, and .NET's XML.
node --input-type=module -e '
import { createPrivateKey, createPublicKey } from "node:crypto"
import { readFileSync, writeFileSync } from "node:fs"
const pem = readFileSync("merchant.pkcs8.pem")
const names = { n: "Modulus", e: "Exponent", p: "P", q: "Q", dp: "DP", dq: "DQ", qi: "InverseQ", d: "D" }
for (const [name, key] of [["merchant", createPrivateKey(pem)], ["merchant.public", createPublicKey(pem)]]) {
  const jwk = key.export({ format: "jwk" })
  writeFileSync(`${name}.jwk.json`, JSON.stringify(jwk) + "\n")
  const element = ([short, long]) => {
    const base64 = Buffer.from(jwk[short], "base64url").toString("base64")
    return `  <${long}>${base64}</${long}>\n`
  }
  const elements = Object.entries(names).filter(([short]) => short in jwk).map(element)
  writeFileSync(`${name}.xml`, `<RSAKeyValue>\n${elements.join("")}</RSAKeyValue>\n`)
}'
