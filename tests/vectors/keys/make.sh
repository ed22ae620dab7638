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
