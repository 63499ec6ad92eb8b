package s3

import (
	"maps"
	"net/url"
	"slices"
	"strings"
)

// profile is what is different with a provider.
type profile struct {
	endpoint  func(region string) string // nil: it must be given
	region    string                     // by which is signed if none is given; "" if one must be
	pathStyle bool                       // the bucket stands in the path instead of the name of the host
	create    header                     // makes a PUT fail where something is
	redirect  bool                       // knows x-amz-website-redirect-location
	listV1    bool                       // lists by the first version of the request, which has no tokens
	variables []variables                // of the environment, in which credentials stand, besides those of AWS
	advice    string                     // how its endpoint looks, if it must be given
}

// header is one header of a request.
type header struct{ name, value string }

var ifNoneMatch = header{"If-None-Match", "*"}

// profiles are all providers. None of OSS, COS, R2 and S3 could be tried while this was written: what is said of them is what they
// document, and Probe has the last word.
var profiles = map[string]profile{
	"s3": {
		endpoint: func(region string) string {
			if strings.HasPrefix(region, "cn-") {
				return "https://s3." + region + ".amazonaws.com.cn"
			}
			return "https://s3." + region + ".amazonaws.com"
		},
		region: "us-east-1", create: ifNoneMatch, redirect: true,
	},
	// OSS takes the bucket in the name of the host only (else 403 SecondLevelDomainForbidden), and answers 501 to If-None-Match.
	"oss": {
		endpoint: func(region string) string {
			return "https://s3.oss-" + strings.TrimPrefix(region, "oss-") + ".aliyuncs.com"
		},
		create: header{"x-oss-forbid-overwrite", "true"}, variables: ossVariables,
	},
	// COS takes the bucket in the name of the host only (else 403 PathStyleDomainForbidden, for buckets since 2024). That it
	// knows the second version of listing is documented nowhere.
	"cos": {
		endpoint: func(region string) string { return "https://cos." + region + ".myqcloud.com" },
		create:   header{"x-cos-forbid-overwrite", "true"}, listV1: true, variables: cosVariables,
	},
	"r2": {
		region: "auto", pathStyle: true, create: ifNoneMatch,
		advice: "https://ACCOUNT.r2.cloudflarestorage.com",
	},
	// Also Ceph, versitygw and what else stands on one's own machines.
	"minio": {
		region: "us-east-1", pathStyle: true, create: ifNoneMatch, redirect: true,
		advice: "https://HOST:PORT",
	},
}

// Providers lists the names of all providers.
func Providers() []string { return slices.Sorted(maps.Keys(profiles)) }

// all gives the variables in which credentials may stand: those of the provider, then those of AWS.
func (p profile) all() []variables { return slices.Concat(p.variables, awsVariables) }

// place settles region and endpoint.
func (p profile) place(region, endpoint string) (string, *url.URL, error) {
	if region == "" {
		region = p.region
	}
	if region == "" {
		return "", nil, mistake("region-missing")
	}
	region = strings.TrimPrefix(region, "oss-") // as OSS calls them in the names of its hosts
	if strings.ContainsAny(region, "/:?#@. ") {
		return "", nil, mistake("region", "got", region)
	}
	if endpoint == "" && p.endpoint == nil {
		return "", nil, mistake("endpoint-missing", "example", p.advice)
	}
	if endpoint == "" {
		endpoint = p.endpoint(region)
	}
	u, err := url.Parse(endpoint)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || strings.Trim(u.Path, "/") != "" || u.RawQuery != "" || u.User != nil {
		return "", nil, mistake("endpoint")
	}
	u.Path = ""
	return region, u, nil
}
